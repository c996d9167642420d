using System.Text;
using CdnLab.Core;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>Session descriptions: read, written and read again; answered as WHIP and as WHEP; taken as an answer to our own offer.</summary>
internal sealed class SdpTarget : IFuzzTarget
{
    private static readonly AnswerOptions Whip = new()
    {
        Direction = SdpDirection.RecvOnly,
        Ice = IceAgentTarget.Node,
        Fingerprint = SdpFingerprint.FromSha256(new byte[32]),
        Candidates = [IceCandidate.CreateHost(NetAddress.FromIPv4(0x0A000001, 7000))],
        SessionId = 42,
    };

    private static readonly AnswerOptions Whep = Whip with
    {
        Direction = SdpDirection.SendOnly,
        Tracks =
        [
            new SdpSendTrack { Kind = MediaKind.Audio, Ssrc = 11, RtxSsrc = 12, Cname = "node", StreamId = "stream", TrackId = "audio" },
            new SdpSendTrack { Kind = MediaKind.Video, Ssrc = 21, RtxSsrc = 22, Cname = "node", StreamId = "stream", TrackId = "video" },
        ],
    };

    private static readonly SessionDescription OwnOffer = SdpNegotiator.CreateOffer(new OfferOptions
    {
        Direction = SdpDirection.RecvOnly, Ice = IceAgentTarget.Viewer, Fingerprint = SdpFingerprint.FromSha256(new byte[32]), SessionId = 7,
    });

    public string Name => "sdp";

    public void Run(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (!SessionDescription.TryParse(text, out SessionDescription? description, out SdpError error))
        {
            Broken.Unless(error.ToString().Length > 0, "refused without a reason");
            return;
        }

        string written = description.ToString();
        Broken.Unless(SessionDescription.TryParse(written, out SessionDescription? again, out error), $"what was read and written does not parse: {error}");
        Broken.Unless(again!.ToString() == written, "writing changes what was read");
        Check(SdpNegotiator.Answer(description, Whip), Whip.Direction);
        Check(SdpNegotiator.Answer(description, Whip with { AllowPartial = false, SingleCodec = false }), Whip.Direction);
        Check(SdpNegotiator.Answer(description, Whep), Whep.Direction);
        Check(SdpNegotiator.AcceptAnswer(OwnOffer, description), SdpDirection.RecvOnly);
    }

    private static void Check(NegotiationResult result, SdpDirection direction)
    {
        if (!result.IsAccepted)
        {
            Broken.Unless(result.Refusal!.Sentence.Length > 0, "refused without a sentence");
            return;
        }

        Broken.Unless(
            SessionDescription.TryParse(result.Answer!.ToString(), out _, out SdpError error), $"our answer does not parse: {error}");
        Broken.Unless(result.Session!.Media.Count is 1 or 2, $"{result.Session.Media.Count} sections agreed on");
        foreach (NegotiatedMedia media in result.Session.Media)
        {
            Broken.Unless(media.Direction == direction, $"agreed on {media.Direction}");
            Broken.Unless(media.Codec.PayloadType <= 127 && media.Codec.RtxPayloadType is null or <= 127, "a payload type above 127");
        }
    }
}

using System.Text;
using CdnLab.Core;
using CdnLab.Fuzz.Tests.Targets;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Fuzz.Tests.Writing;

/// <summary>Our own descriptions and fragments; browsers' are in tests/Vectors.</summary>
internal static class SdpCases
{
    public static void Write()
    {
        SdpSendTrack[] tracks =
        [
            new SdpSendTrack { Kind = MediaKind.Audio, Ssrc = 11, RtxSsrc = 12, Cname = "c", StreamId = "s", TrackId = "a" },
            new SdpSendTrack { Kind = MediaKind.Video, Ssrc = 21, RtxSsrc = 22, Cname = "c", StreamId = "s", TrackId = "v" },
        ];
        SdpFingerprint fingerprint = SdpFingerprint.FromSha256(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray());
        IceCandidate[] candidates = [IceCandidate.CreateHost(NetAddress.FromIPv4(0x0A000001, 7000))];
        var play = new OfferOptions { Direction = SdpDirection.RecvOnly, Ice = IceAgentTarget.Viewer, Fingerprint = fingerprint, SessionId = 1 };
        SessionDescription offer = SdpNegotiator.CreateOffer(play);
        Sdp("play-offer", "an offer to play", offer);
        Sdp("publish-offer", "an offer to publish", SdpNegotiator.CreateOffer(play with { Direction = SdpDirection.SendOnly, Tracks = tracks }));
        NegotiationResult answer = SdpNegotiator.Answer(offer, new AnswerOptions
        {
            Direction = SdpDirection.SendOnly, Ice = IceAgentTarget.Node, Fingerprint = fingerprint, Candidates = candidates, Tracks = tracks, SessionId = 2,
        });
        Sdp("play-answer", "its answer", answer.Answer!);

        Fragment("restart", "an ICE restart", IceFragment.ForRestart(IceAgentTarget.Viewer, "0", candidates, iceLite: false).ToString());
        Fragment(
            "trickle",
            "two candidates, one of them TCP, and the end",
            "a=ice-ufrag:viewUfrag\r\na=ice-pwd:viewPasswordOf24Letters+\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
            + "a=candidate:1 1 UDP 2130706431 10.0.0.7 5000 typ host\r\n"
            + "a=candidate:2 1 tcp 1671430143 10.0.0.7 9 typ host tcptype active generation 0\r\na=end-of-candidates\r\n");
    }

    private static void Sdp(string name, string comment, SessionDescription description) =>
        Corpus.Write("sdp", name, comment, Encoding.ASCII.GetBytes(description.ToString()));

    private static void Fragment(string name, string comment, string text) =>
        Corpus.Write("ice-fragment", name, comment, Encoding.ASCII.GetBytes(text));
}

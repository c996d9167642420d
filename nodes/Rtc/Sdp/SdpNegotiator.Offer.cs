using System.Globalization;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Rtp;

namespace CdnLab.Rtc.Sdp;

public static partial class SdpNegotiator
{
    /// <summary>Makes an offer for one of our own publishers, players or pulling nodes.</summary>
    /// <remarks>Sections have the mids 0, 1 …; payload types and extension numbers are those of the capabilities.</remarks>
    public static SessionDescription CreateOffer(OfferOptions options)
    {
        SessionDescription offer = NewDescription(options.SessionId);
        offer.ExtmapAllowMixed = true;
        List<string> mids = [];
        for (int i = 0; i < options.Media.Count; i++)
        {
            MediaCapabilities capabilities = options.Media[i];
            string mid = i.ToString(CultureInfo.InvariantCulture);
            SdpSendTrack? track = options.Direction == SdpDirection.SendOnly ? options.Tracks.First(track => track.Kind == capabilities.Kind) : null;
            bool useRtx = track is null || track.RtxSsrc is not null;
            MediaDescription section = NewSection(
                capabilities.Kind == MediaKind.Audio ? "audio" : "video", "UDP/TLS/RTP/SAVPF", mid, options.Direction, options.Ice, options.Fingerprint, SdpSetup.ActPass, options.Candidates);
            section.RtcpReducedSize = true;
            foreach (CodecCapability codec in capabilities.Codecs)
            {
                AddCodec(section, codec.PayloadType, codec.Name, codec.ClockRate, codec.Channels, codec.Parameters, codec.Feedback, useRtx ? codec.RtxPayloadType : (byte)0);
            }

            section.Extensions.AddRange(capabilities.Extensions.Select(static kind => new HeaderExtension(RtpExtensionMap.OwnId(kind), null, RtpExtensionUris.Get(kind))));
            if (track is not null)
            {
                AddTrack(section, track, useRtx && capabilities.Codecs.Any(static codec => codec.UsesRtx));
            }

            mids.Add(mid);
            offer.Media.Add(section);
        }

        offer.Groups.Add(new SdpGroup("BUNDLE", mids));
        return offer;
    }

    /// <summary>Accepts the answer to an offer of ours.</summary>
    /// <param name="offer">What <see cref="CreateOffer"/> made.</param>
    /// <param name="answer">What the peer answered; sections with port 0 are left out of the result.</param>
    public static NegotiationResult AcceptAnswer(SessionDescription offer, SessionDescription answer)
    {
        if (answer.Media.Count != offer.Media.Count)
        {
            return Refuse(SdpRefusalReason.AnswerMismatch, "The answer must have as many sections as the offer.");
        }

        List<MediaDescription> used = answer.Media.FindAll(media => !media.IsRejected && answer.GetDirection(media) != SdpDirection.Inactive);
        if (CheckShape(answer, used) is { } misshapen)
        {
            return NegotiationResult.Refuse(misshapen);
        }

        if (RemoteTransport.Read(answer, SdpSetup.ActPass, out RemoteTransport? transport) is { } refusal)
        {
            return NegotiationResult.Refuse(refusal);
        }

        // RFC 8842 §5.3: the answer decides, so it cannot leave the choice.
        if (transport!.Setup is not (SdpSetup.Active or SdpSetup.Passive))
        {
            return Refuse(SdpRefusalReason.BadSetup, "The answer's setup must be active or passive.");
        }

        bool mixed = answer.ExtmapAllowMixed || used.Exists(static media => media.ExtmapAllowMixed);
        List<NegotiatedMedia> negotiated = [];
        for (int i = 0; i < offer.Media.Count; i++)
        {
            if (!used.Contains(answer.Media[i]))
            {
                continue;
            }

            if (AcceptSection(offer, answer, i, mixed, out NegotiatedMedia? media) is { } wrong)
            {
                return NegotiationResult.Refuse(wrong);
            }

            negotiated.Add(media!);
        }

        return NegotiationResult.Accept(
            new NegotiatedSession
            {
                RemoteIce = transport.Ice,
                RemoteIceLite = answer.IceLite,
                RemoteCandidates = transport.Candidates,
                RemoteFingerprint = transport.Fingerprint,
                DtlsRole = transport.Setup == SdpSetup.Active ? DtlsRole.Server : DtlsRole.Client,
                MixedExtensionHeaders = offer.ExtmapAllowMixed && mixed,
                Media = negotiated,
            },
            answer);
    }

    private static SdpRefusal? AcceptSection(SessionDescription offer, SessionDescription answer, int index, bool mixed, out NegotiatedMedia? media)
    {
        media = null;
        MediaDescription offered = offer.Media[index];
        MediaDescription answered = answer.Media[index];
        if (answered.Kind != offered.Kind || (answered.Mid.Length > 0 && answered.Mid != offered.Mid))
        {
            return new SdpRefusal(SdpRefusalReason.AnswerMismatch, $"Section {index} of the answer is not the offer's.");
        }

        SdpDirection ours = offer.GetDirection(offered);
        SdpDirection theirs = answer.GetDirection(answered);
        if (theirs != (ours == SdpDirection.SendOnly ? SdpDirection.RecvOnly : SdpDirection.SendOnly))
        {
            return new SdpRefusal(SdpRefusalReason.WrongDirection, $"The answer's {answered.Media} section is {SdpText.Name(theirs)} to an offer that is {SdpText.Name(ours)}.");
        }

        List<NegotiatedCodec> codecs = AcceptCodecs(offered, answered);
        if (codecs.Count == 0)
        {
            return new SdpRefusal(SdpRefusalReason.NoCommonCodec, $"The answer's {answered.Media} section has no codec of the offer.");
        }

        MediaCapabilities asOffered = new()
        {
            Kind = offered.Kind,
            Codecs = [],
            Extensions = Enum.GetValues<RtpExtensionKind>(), // what the offer has is all that Matching lets through
        };
        RtpExtensionMap extensions = NegotiateExtensions(Matching(offered, answered), asOffered, mixed);
        media = new NegotiatedMedia
        {
            Kind = offered.Kind,
            Mid = offered.Mid,
            MLineIndex = index,
            Direction = ours,
            Codecs = codecs,
            Extensions = extensions,
            RemoteSources = ours == SdpDirection.RecvOnly ? ReadSources(answered) : [],
            ReducedSizeRtcp = offered.RtcpReducedSize && answered.RtcpReducedSize,
        };
        return null;
    }

    // RFC 3264 §6.1 lets an answer renumber; nobody does, and a number that means another codec at each end is a trap.
    private static List<NegotiatedCodec> AcceptCodecs(MediaDescription offered, MediaDescription answered)
    {
        List<NegotiatedCodec> codecs = [];
        foreach (string format in answered.Formats)
        {
            byte payloadType = byte.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? number : byte.MaxValue;
            if (!offered.Formats.Contains(format) || offered.GetRtpMap(payloadType) is not { } ours || IsRtx(ours) ||
                answered.GetRtpMap(payloadType) is not { } theirs || codecs.Exists(codec => codec.PayloadType == payloadType) ||
                !ours.Name.Equals(theirs.Name, StringComparison.OrdinalIgnoreCase) || ours.ClockRate != theirs.ClockRate || ours.Channels != theirs.Channels)
            {
                continue;
            }

            byte? rtx = CodecMatcher.FindRtx(answered, theirs);
            codecs.Add(new NegotiatedCodec
            {
                PayloadType = payloadType,
                Name = ours.Name,
                ClockRate = ours.ClockRate,
                Channels = ours.Channels,
                Parameters = answered.GetParameters(payloadType),
                RtxPayloadType = rtx == CodecMatcher.FindRtx(offered, ours) ? rtx : null,
                Feedback = CodecFeedbackNames.Read(offered, payloadType) & CodecFeedbackNames.Read(answered, payloadType),
            });
        }

        return codecs;
    }

    private static bool IsRtx(RtpMap map) => map.Name.Equals("rtx", StringComparison.OrdinalIgnoreCase);

    // RFC 8285 §7: an answer keeps the offer's numbers; an extension with another number is not agreed on.
    private static MediaDescription Matching(MediaDescription offered, MediaDescription answered)
    {
        MediaDescription matching = new() { Media = answered.Media, Protocol = answered.Protocol };
        matching.Extensions.AddRange(answered.Extensions.Where(extension => offered.Extensions.Exists(own => own.Id == extension.Id && own.Uri == extension.Uri)));
        return matching;
    }
}

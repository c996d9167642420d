using CdnLab.Rtc.Dtls;

namespace CdnLab.Rtc.Sdp;

/// <summary>Offers and answers as WHIP (RFC 9725) and WHEP use them: one transport, at most one audio and one video section.</summary>
/// <remarks>Pure functions of their arguments; any thread.</remarks>
public static partial class SdpNegotiator
{
    /// <summary>Answers an offer.</summary>
    /// <param name="offer">A publisher's (WHIP) or player's (WHEP) offer.</param>
    /// <param name="options">What our side brings.</param>
    /// <returns>
    /// The answer and what it means, or why there is none. A section that cannot be served is in the answer with port 0 and
    /// outside the bundle.
    /// </returns>
    public static NegotiationResult Answer(SessionDescription offer, AnswerOptions options)
    {
        // 1. Is it an offer of the shape that WHIP and WHEP allow?
        List<MediaDescription> used = offer.Media.FindAll(media =>
            !media.IsRejected && media.Kind != MediaKind.Other && media.Protocol.Contains("RTP/", StringComparison.Ordinal) &&
            offer.GetDirection(media) != SdpDirection.Inactive);
        if (CheckShape(offer, used) is { } misshapen)
        {
            return NegotiationResult.Refuse(misshapen);
        }

        SdpDirection opposite = options.Direction == SdpDirection.RecvOnly ? SdpDirection.SendOnly : SdpDirection.RecvOnly;
        foreach (MediaDescription media in used)
        {
            // RFC 9725 §4.2 and its WHEP counterpart: the offer should be one way, but the answer decides "in any case".
            SdpDirection direction = offer.GetDirection(media);
            if (direction != opposite && direction != SdpDirection.SendRecv)
            {
                return Refuse(SdpRefusalReason.WrongDirection, $"The {media.Media} section is {SdpText.Name(direction)}; {SdpText.Name(opposite)} is expected here.");
            }
        }

        // 2. The transport.
        if (RemoteTransport.Read(offer, SdpSetup.Active, out RemoteTransport? transport) is { } refusal)
        {
            return NegotiationResult.Refuse(refusal);
        }

        // RFC 8842 §5.3: the answerer picks a role where it may.
        SdpSetup setup = transport!.Setup switch
        {
            SdpSetup.ActPass => options.Setup,
            SdpSetup.Active => SdpSetup.Passive,
            SdpSetup.Passive => SdpSetup.Active,
            _ => SdpSetup.HoldConn,
        };
        if (setup is not (SdpSetup.Active or SdpSetup.Passive))
        {
            return Refuse(SdpRefusalReason.BadSetup, "The offer's setup must be actpass, active or passive.");
        }

        // 3. Section by section.
        bool mixed = offer.ExtmapAllowMixed || used.Exists(static media => media.ExtmapAllowMixed);
        SessionDescription answer = NewDescription(options.SessionId);
        answer.IceLite = options.IceLite;
        answer.ExtmapAllowMixed = mixed;
        List<NegotiatedMedia> negotiated = [];
        List<string> mids = [];
        for (int i = 0; i < offer.Media.Count; i++)
        {
            MediaDescription offered = offer.Media[i];
            NegotiatedMedia? media = used.Contains(offered) ? Negotiate(offered, i, options, mixed) : null;
            if (media is null)
            {
                if (!options.AllowPartial && used.Contains(offered))
                {
                    return Refuse(SdpRefusalReason.NoCommonCodec, $"The offer's {offered.Media} section has no codec that can be served here.");
                }

                answer.Media.Add(Reject(offered));
                continue;
            }

            negotiated.Add(media);
            mids.Add(media.Mid);
            answer.Media.Add(AnswerSection(offered, media, options, setup));
        }

        if (negotiated.Count == 0)
        {
            string kinds = string.Join(" or ", options.Media.Select(static media => $"{media.Kind.ToString().ToLowerInvariant()} ({string.Join(", ", media.Codecs.Select(static codec => codec.Name).Distinct())})"));
            return Refuse(SdpRefusalReason.NoCommonCodec, $"The offer has no codec that can be served here: {(kinds.Length == 0 ? "none is available" : kinds)}.");
        }

        if (offer.Bundle is not null && !mids.Contains(""))
        {
            answer.Groups.Add(new SdpGroup("BUNDLE", mids));
        }

        return NegotiationResult.Accept(
            new NegotiatedSession
            {
                RemoteIce = transport.Ice,
                RemoteIceLite = offer.IceLite,
                RemoteCandidates = transport.Candidates,
                RemoteFingerprint = transport.Fingerprint,
                DtlsRole = setup == SdpSetup.Active ? DtlsRole.Client : DtlsRole.Server,
                MixedExtensionHeaders = mixed,
                Media = negotiated,
            },
            answer);
    }

    private static SdpRefusal? CheckShape(SessionDescription offer, List<MediaDescription> used)
    {
        if (used.Count == 0)
        {
            return new SdpRefusal(SdpRefusalReason.NoMedia, "The description has no audio or video section in use.");
        }

        if (used.Count(static media => media.Kind == MediaKind.Audio) > 1 || used.Count(static media => media.Kind == MediaKind.Video) > 1)
        {
            return new SdpRefusal(SdpRefusalReason.TooManySections, "At most one audio and one video section are possible.");
        }

        if (offer.Media.Where(static media => media.Mid.Length > 0).GroupBy(static media => media.Mid).Any(static group => group.Count() > 1))
        {
            return new SdpRefusal(SdpRefusalReason.BadMid, "Two sections have the same mid.");
        }

        // One section needs no bundle; with several, everything must share one transport (RFC 9725, "SDP Bundle").
        SdpGroup? bundle = offer.Bundle;
        if (used.Count > 1 && (bundle is null || used.Exists(media => !bundle.Mids.Contains(media.Mid))))
        {
            return new SdpRefusal(SdpRefusalReason.NoBundle, "All sections must be in one BUNDLE group.");
        }

        return used.Exists(static media => !media.RtcpMux)
            ? new SdpRefusal(SdpRefusalReason.NoRtcpMux, "Every section needs rtcp-mux.")
            : null;
    }

    private static SessionDescription NewDescription(ulong sessionId)
    {
        SessionDescription description = new()
        {
            Origin = new SdpOrigin("-", (sessionId & long.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture), "1", "IN IP4 0.0.0.0"),
        };
        description.Timings.Add("0 0");
        description.OtherAttributes.Add(new SdpAttribute("msid-semantic", " WMS *"));
        return description;
    }

    private static NegotiationResult Refuse(SdpRefusalReason reason, string sentence) => NegotiationResult.Refuse(new SdpRefusal(reason, sentence));
}

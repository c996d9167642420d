using System.Globalization;

namespace CdnLab.Rtc.Sdp;

/// <summary>Finds the formats of a peer's media section that our codecs fit.</summary>
internal static class CodecMatcher
{
    /// <summary>The formats that fit, in our order of preference, with the peer's payload types.</summary>
    /// <param name="offered">The peer's section.</param>
    /// <param name="ours">What we can do.</param>
    /// <param name="weSend">Whether we are the sender: then a profile whose decoders also decode ours will do.</param>
    /// <param name="useRtx">Whether retransmissions may be negotiated.</param>
    public static List<NegotiatedCodec> Match(MediaDescription offered, MediaCapabilities ours, bool weSend, bool useRtx)
    {
        List<NegotiatedCodec> codecs = [];
        foreach (CodecCapability capability in ours.Codecs)
        {
            NegotiatedCodec? decodable = null;
            bool exact = false;
            foreach (string format in offered.Formats)
            {
                byte payloadType = byte.Parse(format, CultureInfo.InvariantCulture);
                if (offered.GetRtpMap(payloadType) is not { } map || codecs.Exists(codec => codec.PayloadType == payloadType))
                {
                    continue;
                }

                CodecMatch match = Compare(capability, map.Name, map.ClockRate, map.Channels, offered.GetParameters(payloadType), weSend);
                if (match == CodecMatch.Exact)
                {
                    codecs.Add(Make(offered, map, capability, useRtx));
                    exact = true;
                }
                else if (match == CodecMatch.Decodable)
                {
                    decodable ??= Make(offered, map, capability, useRtx);
                }
            }

            if (!exact && decodable is not null)
            {
                codecs.Add(decodable);
            }
        }

        return codecs;
    }

    public static CodecMatch Compare(CodecCapability ours, string name, int clockRate, int channels, string parameters, bool weSend)
    {
        if (!ours.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || ours.ClockRate != clockRate || ours.Channels != channels)
        {
            return CodecMatch.None;
        }

        return ours.Name.ToUpperInvariant() switch
        {
            "H264" => CompareH264(ours.Parameters, parameters, weSend),
            "VP9" => Same(ours.Parameters, parameters, "profile-id"), // RFC 9628 §6
            "AV1" => Same(ours.Parameters, parameters, "profile"), // RTP payload format for AV1 §7.2
            _ => CodecMatch.Exact,
        };
    }

    /// <summary>The payload type of a codec's retransmissions (RFC 4588 §8.6); null when there is none.</summary>
    public static byte? FindRtx(MediaDescription media, RtpMap codec)
    {
        foreach (RtpMap map in media.RtpMaps)
        {
            if (map.Name.Equals("rtx", StringComparison.OrdinalIgnoreCase) && map.ClockRate == codec.ClockRate &&
                media.Formats.Contains(map.PayloadType.ToString(CultureInfo.InvariantCulture)) &&
                FormatParameters.TryGet(media.GetParameters(map.PayloadType), "apt", out ReadOnlySpan<char> apt) &&
                byte.TryParse(apt, NumberStyles.None, CultureInfo.InvariantCulture, out byte original) && original == codec.PayloadType)
            {
                return map.PayloadType;
            }
        }

        return null;
    }

    private static NegotiatedCodec Make(MediaDescription offered, RtpMap map, CodecCapability capability, bool useRtx) => new()
    {
        PayloadType = map.PayloadType,
        Name = map.Name,
        ClockRate = map.ClockRate,
        Channels = map.Channels,
        Parameters = offered.GetParameters(map.PayloadType),
        RtxPayloadType = useRtx && capability.UsesRtx ? FindRtx(offered, map) : null,
        Feedback = capability.Feedback & CodecFeedbackNames.Read(offered, map.PayloadType),
    };

    private static CodecMatch CompareH264(string ours, string theirs, bool weSend)
    {
        // RFC 6184 §8.1: mode 0 when absent; a receiver in mode 1 also takes the single NAL units of mode 0.
        bool ourMode = Value(ours, "packetization-mode") == 1;
        bool theirMode = Value(theirs, "packetization-mode") == 1;
        H264Profile.Kind ourProfile = H264Profile.Read(ours);
        H264Profile.Kind theirProfile = H264Profile.Read(theirs);
        if (ourProfile == theirProfile && ourProfile != H264Profile.Kind.Other && ourMode == theirMode)
        {
            return CodecMatch.Exact;
        }

        bool decodes = ourProfile == theirProfile || H264Profile.Decodes(theirProfile, ourProfile);
        return weSend && decodes && ourProfile != H264Profile.Kind.Other && (theirMode || !ourMode) ? CodecMatch.Decodable : CodecMatch.None;
    }

    private static CodecMatch Same(string ours, string theirs, string parameter) =>
        Value(ours, parameter) == Value(theirs, parameter) ? CodecMatch.Exact : CodecMatch.None;

    // 0 when absent, which is every such parameter's default; -1 when it is no number.
    private static int Value(string parameters, string name) =>
        !FormatParameters.TryGet(parameters, name, out ReadOnlySpan<char> text) ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : -1;
}

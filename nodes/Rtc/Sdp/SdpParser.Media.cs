using System.Globalization;

namespace CdnLab.Rtc.Sdp;

internal ref partial struct SdpParser
{
    // False when the attribute is not one that is typed here; otherwise the fault says what is wrong with it, or null.
    private static bool TryParseMediaAttribute(MediaDescription media, ReadOnlySpan<char> name, ReadOnlySpan<char> value, out string? fault)
    {
        fault = null;
        switch (name)
        {
            case "mid":
                media.Mid = value.ToString();
                fault = SdpText.IsToken(value) ? null : "mid needs a token";
                return true;
            case "bundle-only":
                media.BundleOnly = true;
                return true;
            case "rtcp-mux":
                media.RtcpMux = true;
                return true;
            case "rtcp-rsize":
                media.RtcpReducedSize = true;
                return true;
            case "msid":
                media.Msids.Add(value.ToString());
                return true;
            case "rtpmap":
                fault = ParseRtpMap(media, value);
                return true;
            case "fmtp":
                ReadOnlySpan<char> parameters = value;
                string format = CutWord(ref parameters).ToString();
                media.FormatParameters.Add(new FormatParameters(format, parameters.ToString()));
                fault = format.Length == 0 || parameters.IsEmpty ? "fmtp needs a format and parameters" : null;
                return true;
            case "rtcp-fb":
                fault = ParseFeedback(media, value);
                return true;
            case "ssrc":
                fault = ParseSsrc(media, value);
                return true;
            case "ssrc-group":
                fault = ParseSsrcGroup(media, value);
                return true;
            case "rid":
                fault = ParseRid(media, value);
                return true;
            case "simulcast":
                fault = ParseSimulcast(media, value);
                return true;
            default:
                return false;
        }
    }

    private static string? ParseRtpMap(MediaDescription media, ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> rest = value;
        ReadOnlySpan<char> type = CutWord(ref rest);
        Span<Range> parts = stackalloc Range[4];
        int count = rest.Split(parts, '/');
        int channels = 1;
        if (!TryParsePayloadType(type, out byte payloadType) || count is < 2 or > 3 || !SdpText.IsToken(rest[parts[0]]) ||
            !int.TryParse(rest[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out int clockRate) || clockRate < 1 ||
            (count == 3 && (!int.TryParse(rest[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out channels) || channels is < 1 or > 255)))
        {
            return "rtpmap needs a payload type, a name and a clock rate";
        }

        if (media.GetRtpMap(payloadType) is not null)
        {
            return "rtpmap repeats a payload type";
        }

        media.RtpMaps.Add(new RtpMap(payloadType, rest[parts[0]].ToString(), clockRate, channels));
        return null;
    }

    private static string? ParseFeedback(MediaDescription media, ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> rest = value;
        ReadOnlySpan<char> type = CutWord(ref rest);
        bool all = type.SequenceEqual("*");
        byte payloadType = 0;
        if ((!all && !TryParsePayloadType(type, out payloadType)) || rest.IsEmpty)
        {
            return "rtcp-fb needs a payload type or * and a kind of feedback";
        }

        media.Feedback.Add(new RtcpFeedback(all ? null : payloadType, rest.ToString()));
        return null;
    }

    private static string? ParseSsrc(MediaDescription media, ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> rest = value;
        ReadOnlySpan<char> number = CutWord(ref rest);
        if (!uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint ssrc) || rest.IsEmpty)
        {
            return "ssrc needs a 32-bit number and an attribute";
        }

        int colon = rest.IndexOf(':');
        media.Ssrcs.Add(colon < 0
            ? new SsrcAttribute(ssrc, rest.ToString(), null)
            : new SsrcAttribute(ssrc, rest[..colon].ToString(), rest[(colon + 1)..].ToString()));
        return null;
    }

    private static string? ParseSsrcGroup(MediaDescription media, ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> rest = value;
        string semantics = CutWord(ref rest).ToString();
        List<uint> ssrcs = [];
        while (!rest.IsEmpty)
        {
            if (!uint.TryParse(CutWord(ref rest), NumberStyles.None, CultureInfo.InvariantCulture, out uint ssrc))
            {
                return "ssrc-group needs 32-bit numbers";
            }

            ssrcs.Add(ssrc);
        }

        media.SsrcGroups.Add(new SsrcGroup(semantics, ssrcs));
        return SdpText.IsToken(semantics) ? null : "ssrc-group needs semantics";
    }

    private static string? ParseRid(MediaDescription media, ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> rest = value;
        ReadOnlySpan<char> id = CutWord(ref rest);
        ReadOnlySpan<char> direction = CutWord(ref rest);
        bool send = direction.SequenceEqual("send");
        if (!IsRid(id) || (!send && !direction.SequenceEqual("recv")))
        {
            return "rid needs an id and send or recv";
        }

        media.Rids.Add(new SdpRid(id.ToString(), send, rest.IsEmpty ? null : rest.ToString()));
        return null;
    }

    private static string? ParseSimulcast(MediaDescription media, ReadOnlySpan<char> value)
    {
        const string expected = "simulcast needs send or recv and a list of rids";
        string[] send = [];
        string[] receive = [];
        ReadOnlySpan<char> rest = value.TrimStart(' ');
        if (rest.IsEmpty)
        {
            return expected;
        }

        while (!rest.IsEmpty)
        {
            ReadOnlySpan<char> direction = CutWord(ref rest);
            string[] streams = CutWord(ref rest).ToString().Split(';');
            bool isSend = direction.SequenceEqual("send");
            if ((!isSend && !direction.SequenceEqual("recv")) || !Array.TrueForAll(streams, IsSimulcastStream))
            {
                return expected;
            }

            send = isSend ? streams : send;
            receive = isSend ? receive : streams;
        }

        media.Simulcast = new SdpSimulcast(send, receive);
        return null;
    }

    private static bool IsSimulcastStream(string stream) =>
        Array.TrueForAll(stream.Split(','), static rid => IsRid(rid.StartsWith('~') ? rid.AsSpan(1) : rid));

    // RFC 8851 §10 with the narrower alphabet of RFC 8852 §3, and room in a header extension.
    private static bool IsRid(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-' && c != '_')
            {
                return false;
            }
        }

        return text.Length is > 0 and <= 32;
    }
}

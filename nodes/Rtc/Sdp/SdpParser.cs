using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CdnLab.Rtc.Sdp;

/// <summary>Turns text into a <see cref="SessionDescription"/>, or says at which line it is none.</summary>
internal ref partial struct SdpParser(ReadOnlySpan<char> text, SdpLimits limits)
{
    private readonly ReadOnlySpan<char> _text = text;
    private SdpLineReader _lines = new(text, limits);

    public bool TryParseSession([NotNullWhen(true)] out SessionDescription? description, out SdpError error)
    {
        description = null;
        if (_text.Length > limits.MaxLength)
        {
            error = new SdpError(0, $"longer than {limits.MaxLength} characters");
            return false;
        }

        string? fault = ParseHead(out SessionDescription? session);
        MediaDescription? media = null;
        while (fault is null && session is not null && _lines.TryRead())
        {
            fault = ParseLine(session, ref media);
        }

        fault ??= _lines.Fault;
        error = fault is null ? default : new SdpError(Math.Max(1, _lines.Line), fault);
        description = fault is null ? session : null;
        return description is not null;
    }

    // RFC 8866 §5: v=, o= and s= come first, in this order.
    private string? ParseHead(out SessionDescription? session)
    {
        session = null;
        if (!_lines.TryRead() || _lines.Type != 'v' || !_lines.Value.SequenceEqual("0"))
        {
            return _lines.Fault ?? "expected v=0";
        }

        if (!_lines.TryRead() || _lines.Type != 'o')
        {
            return _lines.Fault ?? "expected o=";
        }

        Span<Range> parts = stackalloc Range[7];
        ReadOnlySpan<char> value = _lines.Value;
        if (value.Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries) != 6 ||
            !IsDigits(value[parts[1]]) || !IsDigits(value[parts[2]]))
        {
            return "o= needs user name, numeric id and version, and an address";
        }

        SdpOrigin origin = new(
            value[parts[0]].ToString(), value[parts[1]].ToString(), value[parts[2]].ToString(), value[parts[3].Start..].ToString());
        if (!_lines.TryRead() || _lines.Type != 's')
        {
            return _lines.Fault ?? "expected s=";
        }

        session = new SessionDescription { Origin = origin, SessionName = _lines.Value.ToString() };
        return null;
    }

    // Returns what is wrong with the line, or null.
    private string? ParseLine(SessionDescription session, ref MediaDescription? media)
    {
        ReadOnlySpan<char> value = _lines.Value;
        SdpSection section = (SdpSection?)media ?? session;
        switch (_lines.Type)
        {
            case 'm':
                return ParseMedia(session, value, out media);
            case 'a':
                int colon = value.IndexOf(':');
                ReadOnlySpan<char> name = colon < 0 ? value : value[..colon];
                if (!SdpText.IsToken(name))
                {
                    return "a= needs a name";
                }

                return ParseAttribute(session, media, name, colon < 0 ? default : value[(colon + 1)..], colon >= 0);
            case 'c':
                section.Connection = value.ToString();
                return null;
            case 'b':
                section.Bandwidths.Add(value.ToString());
                return null;
            case 't' when media is null:
                session.Timings.Add(value.ToString());
                return null;
            case 'i' or 'k':
            case 'u' or 'e' or 'p' or 'r' or 'z' when media is null:
                return null;
            default:
                return "line of a type that is not known here";
        }
    }

    private readonly string? ParseMedia(SessionDescription session, ReadOnlySpan<char> value, out MediaDescription? media)
    {
        media = null;
        if (session.Media.Count == limits.MaxMedia)
        {
            return $"more than {limits.MaxMedia} media sections";
        }

        int first = value.IndexOf(' ');
        int second = first < 0 ? -1 : first + 1 + value[(first + 1)..].IndexOf(' ');
        int third = second <= first ? -1 : second + 1 + value[(second + 1)..].IndexOf(' ');
        if (third <= second || !SdpText.IsToken(value[..first]) ||
            !ushort.TryParse(value[(first + 1)..second], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return "m= needs media, one port, protocol and formats";
        }

        media = new MediaDescription
        {
            Media = value[..first].ToString(),
            Port = port,
            Protocol = value[(second + 1)..third].ToString(),
        };
        bool isRtp = media.Protocol.Contains("RTP/", StringComparison.Ordinal);
        ReadOnlySpan<char> formats = value[(third + 1)..];
        foreach (Range range in formats.Split(' '))
        {
            ReadOnlySpan<char> format = formats[range];
            if (format.IsEmpty)
            {
                continue;
            }

            if (media.Formats.Count == limits.MaxFormats)
            {
                return $"more than {limits.MaxFormats} formats";
            }

            if (isRtp && !TryParsePayloadType(format, out _))
            {
                return "a format of RTP media is a payload type from 0 to 127";
            }

            media.Formats.Add(format.ToString());
        }

        if (media.Formats.Count == 0)
        {
            return "m= needs at least one format";
        }

        session.Media.Add(media);
        return null;
    }

    private static bool TryParsePayloadType(ReadOnlySpan<char> text, out byte payloadType) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out payloadType) && payloadType < 128;

    private static bool IsDigits(ReadOnlySpan<char> text) => text.Length is > 0 and <= 20 && !text.ContainsAnyExceptInRange('0', '9');
}

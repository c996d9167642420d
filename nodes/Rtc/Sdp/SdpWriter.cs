using System.Globalization;
using System.Text;
using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Sdp;

/// <summary>Turns a <see cref="SessionDescription"/> into text.</summary>
internal static class SdpWriter
{
    public static string Write(SessionDescription session)
    {
        StringBuilder text = new(2048);
        Line(text, 'v', "0");
        Line(text, 'o', session.Origin);
        Line(text, 's', session.SessionName.Length == 0 ? "-" : session.SessionName);
        Connection(text, session);
        foreach (string timing in session.Timings)
        {
            Line(text, 't', timing);
        }

        Attributes(text, "group", session.Groups);
        Flag(text, "ice-lite", session.IceLite);
        Common(text, session);
        foreach (MediaDescription media in session.Media)
        {
            Write(text, media);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, MediaDescription media)
    {
        Line(text, 'm', $"{media.Media} {media.Port.ToString(CultureInfo.InvariantCulture)} {media.Protocol} {string.Join(' ', media.Formats)}");
        Connection(text, media);
        if (media.Mid.Length > 0)
        {
            Attribute(text, "mid", media.Mid);
        }

        Flag(text, "bundle-only", media.BundleOnly);
        Common(text, media);
        Flag(text, "rtcp-mux", media.RtcpMux);
        Flag(text, "rtcp-rsize", media.RtcpReducedSize);
        Attributes(text, "msid", media.Msids);
        foreach (RtpMap map in media.RtpMaps)
        {
            Attribute(text, "rtpmap", map);
            foreach (RtcpFeedback feedback in media.Feedback)
            {
                if (feedback.PayloadType == map.PayloadType)
                {
                    Attribute(text, "rtcp-fb", feedback);
                }
            }
        }

        // Feedback of all payload types, or of one without a map.
        foreach (RtcpFeedback feedback in media.Feedback)
        {
            if (feedback.PayloadType is not { } type || media.GetRtpMap(type) is null)
            {
                Attribute(text, "rtcp-fb", feedback);
            }
        }

        Attributes(text, "fmtp", media.FormatParameters);
        Attributes(text, "ssrc-group", media.SsrcGroups);
        Attributes(text, "ssrc", media.Ssrcs);
        Attributes(text, "rid", media.Rids);
        if (media.Simulcast is not null)
        {
            Attribute(text, "simulcast", media.Simulcast);
        }
    }

    private static void Connection(StringBuilder text, SdpSection section)
    {
        if (section.Connection is not null)
        {
            Line(text, 'c', section.Connection);
        }

        foreach (string bandwidth in section.Bandwidths)
        {
            Line(text, 'b', bandwidth);
        }
    }

    private static void Common(StringBuilder text, SdpSection section)
    {
        Flag(text, "extmap-allow-mixed", section.ExtmapAllowMixed);
        Optional(text, "ice-ufrag", section.IceUfrag);
        Optional(text, "ice-pwd", section.IcePassword);
        Optional(text, "ice-options", section.IceOptions);
        Attributes(text, "fingerprint", section.Fingerprints);
        Optional(text, "setup", section.Setup is { } setup ? SdpText.Name(setup) : null);
        Attributes(text, "extmap", section.Extensions);
        if (section.WrittenDirection is { } direction)
        {
            Flag(text, SdpText.Name(direction), true);
        }

        Candidates(text, section.Candidates, section.EndOfCandidates);
        foreach (SdpAttribute attribute in section.OtherAttributes)
        {
            Line(text, 'a', attribute);
        }
    }

    // The candidate's text begins with the attribute's name.
    internal static void Candidates(StringBuilder text, IEnumerable<IceCandidate> candidates, bool end)
    {
        foreach (IceCandidate candidate in candidates)
        {
            Line(text, 'a', candidate);
        }

        Flag(text, "end-of-candidates", end);
    }

    internal static void Line(StringBuilder text, char type, object value) => text.Append(type).Append('=').Append(value).Append("\r\n");

    internal static void Attribute(StringBuilder text, string name, object value) =>
        text.Append("a=").Append(name).Append(':').Append(value).Append("\r\n");

    private static void Attributes<T>(StringBuilder text, string name, List<T> values)
        where T : notnull
    {
        foreach (T value in values)
        {
            Attribute(text, name, value);
        }
    }

    internal static void Optional(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            Attribute(text, name, value);
        }
    }

    private static void Flag(StringBuilder text, string name, bool present)
    {
        if (present)
        {
            text.Append("a=").Append(name).Append("\r\n");
        }
    }
}

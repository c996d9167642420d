using System.Globalization;

namespace CdnLab.Rtc.Sdp;

/// <summary>The profiles of H.264 as profile-level-id names them (RFC 6184 §8.1, table 5).</summary>
internal static class H264Profile
{
    public enum Kind
    {
        Other,
        ConstrainedBaseline,
        Baseline,
        Main,
        ConstrainedHigh,
        High,
    }

    /// <summary>The profile of a format's parameters; without profile-level-id it is Baseline (RFC 6184 §8.1).</summary>
    public static Kind Read(ReadOnlySpan<char> parameters)
    {
        if (!FormatParameters.TryGet(parameters, "profile-level-id", out ReadOnlySpan<char> text))
        {
            return Kind.Baseline;
        }

        if (text.Length != 6 || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
        {
            return Kind.Other;
        }

        // profile_idc, then the constraint flags set0 to set5 from the top bit; the level is left out of the comparison: it
        // is the receiver's limit to know, and we neither encode nor decode.
        uint flags = (value >> 8) & 0xFF;
        return (value >> 16) switch
        {
            0x42 => (flags & 0x40) != 0 ? Kind.ConstrainedBaseline : Kind.Baseline,
            0x4D => (flags & 0x80) != 0 ? Kind.ConstrainedBaseline : Kind.Main,
            0x58 => (flags & 0xC0) == 0xC0 ? Kind.ConstrainedBaseline : Kind.Other,
            0x64 => (flags & 0x0C) == 0x0C ? Kind.ConstrainedHigh : Kind.High,
            _ => Kind.Other,
        };
    }

    /// <summary>Whether every decoder of one profile also decodes another (ITU-T H.264 annex A.2).</summary>
    public static bool Decodes(Kind receiver, Kind stream) => stream switch
    {
        Kind.ConstrainedBaseline => receiver is Kind.Baseline or Kind.Main or Kind.ConstrainedHigh or Kind.High,
        Kind.Main or Kind.ConstrainedHigh => receiver is Kind.High,
        _ => false,
    };
}

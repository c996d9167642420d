using CdnLab.Core;

namespace CdnLab.Rtc.Rtp;

/// <summary>The abs-send-time extension: the moment of sending in units of 2^-18 s, 24 bits that wrap every 64 s.</summary>
/// <remarks>http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time: "6.18 bit fixed point", the middle of an NTP time.</remarks>
public static class AbsSendTime
{
    /// <summary>Bytes of the element's data.</summary>
    public const int Length = 3;

    private const int UnitsPerSecond = 1 << 18;

    /// <summary>The 24-bit form of a time, rounded to the nearest unit (3.8 µs).</summary>
    public static uint FromNtp(NtpTime time) => (uint)((time.Value + (1 << 13)) >> 14) & 0xFF_FFFF;

    /// <summary>Writes a 24-bit time.</summary>
    public static void Write(Span<byte> data, uint time)
    {
        data[2] = (byte)time;
        data[1] = (byte)(time >> 8);
        data[0] = (byte)(time >> 16);
    }

    /// <summary>Reads a 24-bit time; false when the element has another length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out uint time)
    {
        bool fits = data.Length == Length;
        time = fits ? (uint)((data[0] << 16) | (data[1] << 8) | data[2]) : 0;
        return fits;
    }

    /// <summary>Nanoseconds from <paramref name="earlier"/> to <paramref name="later"/>; meaningful within ±32 s, negative when they are the other way round.</summary>
    public static long DifferenceNanoseconds(uint later, uint earlier)
    {
        int units = (int)((later - earlier) << 8) >> 8;
        return units * 1_000_000_000L / UnitsPerSecond;
    }
}

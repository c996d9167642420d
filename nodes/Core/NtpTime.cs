namespace CdnLab.Core;

/// <summary>A wall-clock time in NTP's 64-bit form: seconds since 1900 in the upper half, fractions in the lower.</summary>
/// <param name="Value">UQ32.32, as in RTCP sender reports (RFC 3550 §4) and abs-capture-time.</param>
public readonly record struct NtpTime(ulong Value)
{
    private const ulong UnixEpochInNtpSeconds = 2_208_988_800;

    /// <summary>The middle 32 bits, the form of LSR and DLSR in RTCP report blocks (RFC 3550 §6.4.1): units of 1/65536 s.</summary>
    public uint Middle => (uint)(Value >> 16);

    /// <summary>Converts from nanoseconds since 1970 UTC.</summary>
    public static NtpTime FromUnixNanoseconds(long unixNanoseconds)
    {
        // Seconds wrap on 7 February 2036: the upper half has 32 bits, and what does not fit is shifted out.
        ulong seconds = (ulong)(unixNanoseconds / 1_000_000_000) + UnixEpochInNtpSeconds;
        ulong fraction = (((ulong)(unixNanoseconds % 1_000_000_000) << 32) + 500_000_000) / 1_000_000_000;
        return new NtpTime((seconds << 32) + fraction);
    }

    /// <summary>Nanoseconds since 1970 UTC, rounded to the nearest.</summary>
    /// <remarks>Times are taken to lie between 1968 and 2104 (RFC 4330 §3): without the top bit they are of the second era.</remarks>
    public long ToUnixNanoseconds()
    {
        long era = (Value >> 63) == 0 ? 1L << 32 : 0;
        long seconds = (long)(Value >> 32) + era - (long)UnixEpochInNtpSeconds;
        return (seconds * 1_000_000_000) + (long)((((Value & 0xFFFF_FFFF) * 1_000_000_000UL) + 0x8000_0000UL) >> 32);
    }
}

namespace CdnLab.Core;

/// <summary>Maps the monotonic clock to wall-clock time. A value: whoever owns the clock refreshes it now and then.</summary>
/// <param name="UnixOffset">Unix nanoseconds minus monotonic nanoseconds.</param>
public readonly record struct WallClock(long UnixOffset)
{
    /// <summary>The wall-clock time of a moment.</summary>
    public NtpTime ToNtp(Instant at) => NtpTime.FromUnixNanoseconds(at.Nanoseconds + UnixOffset);

    /// <summary>The moment of a wall-clock time.</summary>
    public Instant ToInstant(NtpTime time) => new(time.ToUnixNanoseconds() - UnixOffset);

    /// <summary>The moment of a kernel timestamp, which counts from 1970.</summary>
    public Instant FromUnixNanoseconds(long unixNanoseconds) => new(unixNanoseconds - UnixOffset);
}

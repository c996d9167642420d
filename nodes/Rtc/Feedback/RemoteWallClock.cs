using CdnLab.Core;

namespace CdnLab.Rtc.Feedback;

/// <summary>Maps the NTP times in a peer's sender reports to our clock, with one offset for all its sources.</summary>
/// <remarks>
/// Sound and picture of a publisher stay aligned behind a node only if both are mapped alike. So the first report of any
/// source fixes the offset (the report's travel time stays in it, for all sources alike), and it stays fixed unless the
/// peer's clock visibly steps. Owned by one loop.
/// </remarks>
public sealed class RemoteWallClock
{
    private const long Step = 1_000_000_000;
    private long _offset;

    /// <summary>Whether a report has come.</summary>
    public bool HasReference { get; private set; }

    /// <summary>Takes a sender report's arrival and NTP time.</summary>
    /// <returns>True when the offset was set: at first, and when the peer's clock stepped by more than a second.</returns>
    public bool OnSenderReport(Instant arrival, NtpTime ntp)
    {
        long offset = arrival.Nanoseconds - ntp.ToUnixNanoseconds();
        if (HasReference && Math.Abs(offset - _offset) <= Step)
        {
            return false;
        }

        HasReference = true;
        _offset = offset;
        return true;
    }

    /// <summary>The moment, on our clock, of a time on the peer's.</summary>
    public Instant ToInstant(NtpTime ntp) => new(ntp.ToUnixNanoseconds() + _offset);
}

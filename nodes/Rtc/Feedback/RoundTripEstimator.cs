using CdnLab.Core;
using CdnLab.Rtc.Rtcp;

namespace CdnLab.Rtc.Feedback;

/// <summary>Measures the round-trip time from the report blocks that answer our sender reports.</summary>
/// <remarks>RFC 3550 §6.4.1: arrival - LSR - DLSR, in units of 1/65536 s. Owned by one loop.</remarks>
public sealed class RoundTripEstimator
{
    // More than any path has: a nonsensical report must not silence retransmissions.
    private const uint LargestUnits = 60 << 16;

    /// <summary>Whether a time was measured.</summary>
    public bool HasValue { get; private set; }

    /// <summary>The time measured last; 0 before the first.</summary>
    public TimeSpan Latest { get; private set; }

    /// <summary>Mean of the times measured, the latest with weight 1/8 (RFC 6298 §2); 0 before the first.</summary>
    public TimeSpan Smoothed { get; private set; }

    /// <summary>The shortest time measured; 0 before the first.</summary>
    public TimeSpan Minimum { get; private set; }

    /// <summary>Takes a report block about one of our own sources.</summary>
    /// <param name="report">The block.</param>
    /// <param name="now">Its arrival, on the clock that our sender reports carry.</param>
    /// <returns>False when it answers no sender report, or the times make no sense.</returns>
    public bool OnReport(in ReportBlock report, NtpTime now)
    {
        if (report.LastSenderReport == 0)
        {
            return false;
        }

        uint units = now.Middle - report.LastSenderReport - report.DelaySinceLastSenderReport;

        // The peer's rounding can bring a very short time below zero, by a unit or two.
        if ((int)units is < 0 and >= -64)
        {
            units = 0;
        }

        if (units > LargestUnits)
        {
            return false;
        }

        TimeSpan measured = new(units * TimeSpan.TicksPerSecond / 65536);
        Latest = measured;
        Smoothed = HasValue ? Smoothed + ((measured - Smoothed) / 8) : measured;
        Minimum = HasValue && Minimum < measured ? Minimum : measured;
        HasValue = true;
        return true;
    }
}

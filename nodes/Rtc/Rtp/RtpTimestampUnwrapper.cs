namespace CdnLab.Rtc.Rtp;

/// <summary>Extends 32-bit RTP timestamps to numbers that do not wrap.</summary>
/// <remarks>
/// Each timestamp is taken as the nearest to the highest so far, within ±2^31. The first stands for itself, so one from
/// before it may come out negative: timestamps are compared and subtracted, not used as an index.
/// A mutable struct: keep it in a field, not in a readonly one.
/// </remarks>
public struct RtpTimestampUnwrapper
{
    private long _highest;

    /// <summary>Whether a timestamp was seen.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>The highest extended timestamp so far; 0 before the first.</summary>
    public readonly long Highest => _highest;

    /// <summary>Extends a timestamp and remembers it when it is the highest.</summary>
    public long Unwrap(uint timestamp)
    {
        long extended = HasStarted ? _highest + (int)(timestamp - (uint)_highest) : timestamp;
        if (!HasStarted || extended > _highest)
        {
            _highest = extended;
            HasStarted = true;
        }

        return extended;
    }
}

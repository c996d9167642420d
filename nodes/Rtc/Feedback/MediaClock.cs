using CdnLab.Core;

namespace CdnLab.Rtc.Feedback;

/// <summary>The straight line between a source's RTP timestamps and the moments they stand for.</summary>
/// <remarks>
/// <para>
/// A receiver aligns sound and picture by the NTP/RTP pairs of sender reports (RFC 3550 §6.4.1), and one whose pairs jump
/// holds the picture back. So the pairs come from this line, which moves only for a reason:
/// </para>
/// <list type="bullet">
/// <item><see cref="Set"/>: a point known exactly, such as one from the publisher's own sender report.</item>
/// <item><see cref="Observe"/>: a point that is late by an unknown, changing delay. The line follows the earliest: down
/// at once, up only by what the earliest of ten seconds shows. Exact points leave it where it is. Ignored after
/// <see cref="Set"/>, unless the timestamps have jumped.</item>
/// </list>
/// Owned by one loop.
/// </remarks>
public sealed class MediaClock
{
    private const long Second = 1_000_000_000;
    private const long WindowLength = 10 * Second;
    private const long Jump = Second;
    private bool _exact;
    private uint _timestamp;
    private Instant _moment;
    private Instant _windowStart;
    private long _windowEarliest;

    /// <summary>Begins without a line.</summary>
    /// <param name="clockRate">Timestamp units per second.</param>
    public MediaClock(int clockRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clockRate);
        ClockRate = clockRate;
    }

    /// <summary>Timestamp units per second.</summary>
    public int ClockRate { get; }

    /// <summary>Whether there is a line; before, nothing can be asked.</summary>
    public bool HasReference { get; private set; }

    /// <summary>Lays the line through a point that is known exactly.</summary>
    public void Set(uint timestamp, Instant moment)
    {
        Anchor(timestamp, moment);
        _exact = true;
    }

    /// <summary>Shows a packet: its timestamp and the moment it was captured, or arrived, or was sent.</summary>
    public void Observe(uint timestamp, Instant moment)
    {
        if (!HasReference)
        {
            Anchor(timestamp, moment);
            return;
        }

        long error = moment.NanosecondsSince(InstantOf(timestamp));
        if (Math.Abs(error) > Jump)
        {
            Anchor(timestamp, moment);
            _exact = false;
            return;
        }

        Advance(timestamp);
        if (_exact)
        {
            return;
        }

        if (error < 0)
        {
            _moment = _moment.AddNanoseconds(error);
            BeginWindow(moment);
            return;
        }

        _windowEarliest = Math.Min(_windowEarliest, error);
        if (moment.NanosecondsSince(_windowStart) >= WindowLength)
        {
            _moment = _moment.AddNanoseconds(_windowEarliest);
            BeginWindow(moment);
        }
    }

    /// <summary>The timestamp of a moment.</summary>
    public uint TimestampAt(Instant moment)
    {
        Int128 units = (Int128)moment.NanosecondsSince(_moment) * ClockRate;
        Int128 half = units >= 0 ? Second / 2 : -(Second / 2);
        return _timestamp + (uint)(long)((units + half) / Second);
    }

    /// <summary>The moment of a timestamp, which lies within ±2^31 units of the latest observed.</summary>
    public Instant InstantOf(uint timestamp) => _moment.AddNanoseconds((int)(timestamp - _timestamp) * Second / ClockRate);

    private void Anchor(uint timestamp, Instant moment)
    {
        HasReference = true;
        _timestamp = timestamp;
        _moment = moment;
        BeginWindow(moment);
    }

    // Keeps the anchor near. Whole seconds only: they are whole on both axes, so the line does not creep.
    private void Advance(uint timestamp)
    {
        int seconds = (int)(timestamp - _timestamp) / ClockRate;
        if (seconds > 0)
        {
            _timestamp += (uint)(seconds * ClockRate);
            _moment = _moment.AddNanoseconds(seconds * Second);
        }
    }

    private void BeginWindow(Instant moment)
    {
        _windowStart = moment;
        _windowEarliest = long.MaxValue;
    }
}

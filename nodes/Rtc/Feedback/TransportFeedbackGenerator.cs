using CdnLab.Core;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Rtp;

namespace CdnLab.Rtc.Feedback;

/// <summary>
/// Collects the arrivals of all packets of one transport and, at a fixed interval, writes the feedback messages about them.
/// </summary>
/// <remarks>
/// draft-holmer-rmcat-transport-wide-cc-extensions-01. A sender's bandwidth estimate is only as good as this, hence:
/// <list type="bullet">
/// <item>Arrivals are rounded to 250 µs on the absolute clock, and deltas are differences of rounded arrivals: errors never add up.</item>
/// <item>A packet is reported as received exactly once, and never as lost after it was reported as received.</item>
/// <item>Gaps, between two messages too, are reported as not received; a packet that comes later is reported in a message of
/// its own, which begins at it.</item>
/// </list>
/// Owned by one loop.
/// </remarks>
public sealed class TransportFeedbackGenerator
{
    private const int RememberedPackets = 8192;
    private const int MaximumPending = 8192;
    private const long NanosecondsPerTick = 250_000;
    private readonly SequenceWindow _received = new(RememberedPackets);
    private SequenceUnwrapper _unwrapper;
    private Arrival[] _pending = new Arrival[64];
    private int _count;
    private long _nextBase = -1;
    private Instant _lastFeedback;
    private bool _anyFeedback;
    private Instant _due = Instant.Never;

    /// <summary>Begins before the first packet.</summary>
    /// <param name="senderSsrc">Who reports.</param>
    /// <param name="interval">Time between reports; default 100 ms. Chromium's receiver uses 50 to 250 ms.</param>
    public TransportFeedbackGenerator(uint senderSsrc, TimeSpan? interval = null)
    {
        SenderSsrc = senderSsrc;
        Interval = interval ?? TimeSpan.FromMilliseconds(100);
    }

    /// <summary>Who reports.</summary>
    public uint SenderSsrc { get; }

    /// <summary>Time between reports.</summary>
    public TimeSpan Interval { get; }

    /// <summary>One of the transport's sources, named in the messages; which one does not matter.</summary>
    public uint MediaSsrc { get; set; }

    /// <summary>When <see cref="TryWrite"/> has to be called next; never while no packet waits to be reported.</summary>
    public Instant NextTimeout => _due;

    /// <summary>The counter that the next message carries.</summary>
    public byte FeedbackCount { get; private set; }

    /// <summary>Packets that came a second time and were not reported again.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Packets that came too late, or in too great a number between two reports, to be reported.</summary>
    public long Unreported { get; private set; }

    /// <summary>Takes note of a packet.</summary>
    /// <param name="arrival">When it arrived, best the kernel's receive time.</param>
    /// <param name="sequence">Its transport-wide sequence number.</param>
    public void OnPacket(Instant arrival, ushort sequence)
    {
        if (!_unwrapper.TryUnwrap(sequence, out long extended) || _received.IsTooOld(extended) || _count == MaximumPending)
        {
            Unreported++;
            return;
        }

        if (_received.Contains(extended))
        {
            Duplicates++;
            return;
        }

        _received.Mark(extended);
        if (_nextBase < 0)
        {
            _nextBase = extended;
        }

        Insert(new Arrival { Sequence = extended, Ticks = (arrival.Nanoseconds + (NanosecondsPerTick / 2)) / NanosecondsPerTick });
        if (_due.IsNever)
        {
            // The beat goes on while packets flow; after a pause it starts anew, so that a burst is reported together.
            Instant next = _lastFeedback + Interval;
            _due = _anyFeedback && next > arrival ? next : arrival + Interval;
        }
    }

    /// <summary>Writes one message when it is time. Call until it returns false: one report may take several messages.</summary>
    /// <param name="now">The present.</param>
    /// <param name="destination">At least 64 bytes; of more than 1200 the rest is unused.</param>
    /// <param name="length">The length of the RTCP packet, in bytes; 0 when none is written.</param>
    /// <returns>Whether a message was written.</returns>
    public bool TryWrite(Instant now, Span<byte> destination, out int length)
    {
        length = 0;
        if (now < _due)
        {
            return false;
        }

        long first = _pending[0].Sequence;
        bool late = first < _nextBase;
        long next = late ? first : _nextBase;
        var encoder = new TransportFeedbackEncoder(destination, SenderSsrc, MediaSsrc, (ushort)next, FeedbackCount);
        int taken = 0;
        while (taken < _count)
        {
            Arrival arrival = _pending[taken];
            if (late && (arrival.Sequence >= _nextBase || AnyReported(next, arrival.Sequence)))
            {
                break;
            }

            if (!encoder.TryAdd((int)(arrival.Sequence - next), arrival.Ticks))
            {
                break;
            }

            next = arrival.Sequence + 1;
            taken++;
        }

        length = encoder.Finish();
        FeedbackCount++;
        _nextBase = Math.Max(_nextBase, next);
        _count -= taken;
        Array.Copy(_pending, taken, _pending, 0, _count);
        if (_count == 0)
        {
            _lastFeedback = now;
            _anyFeedback = true;
            _due = Instant.Never;
        }

        return true;
    }

    // Between two neighbours in the list of what is unreported, every packet that was received has been reported.
    private bool AnyReported(long from, long to)
    {
        for (long sequence = from; sequence < to; sequence++)
        {
            if (_received.Contains(sequence))
            {
                return true;
            }
        }

        return false;
    }

    private void Insert(Arrival arrival)
    {
        if (_count == _pending.Length)
        {
            // Reached once per transport at the packet rate it has; then no more.
            Array.Resize(ref _pending, _count * 2);
        }

        int position = _count;
        while (position > 0 && _pending[position - 1].Sequence > arrival.Sequence)
        {
            _pending[position] = _pending[position - 1];
            position--;
        }

        _pending[position] = arrival;
        _count++;
    }

    private struct Arrival
    {
        public long Sequence;
        public long Ticks;
    }
}

using CdnLab.Core;

namespace CdnLab.Rtc.Feedback;

/// <summary>
/// Notices which packets of one received source are missing and says when to ask for which: at once or after a tolerance,
/// again after each round-trip time, until they come, grow too old or were asked for too often.
/// </summary>
/// <remarks>
/// RFC 4585 §6.2.1 says how to ask, this decides when. Owned by one loop. Call <see cref="OnPacket"/> for each packet of
/// the source, restored retransmissions included; call <see cref="TryGetDue"/> after packets and at <see cref="NextTimeout"/>.
/// </remarks>
public sealed class NackGenerator
{
    private const int RememberedPackets = 4096;
    private readonly NackOptions _options;
    private readonly SequenceWindow _received = new(RememberedPackets);
    private Missing[] _missing = new Missing[16];
    private int _count;
    private Instant _nextTimeout = Instant.Never;
    private bool _keyFrameNeeded;

    /// <summary>Begins before the first packet.</summary>
    public NackGenerator(NackOptions? options = null)
    {
        _options = options ?? NackOptions.Default;
        RoundTripTime = _options.InitialRoundTripTime;
    }

    /// <summary>Time between request and arrival to expect; set it whenever it is measured anew. Used for the next requests.</summary>
    public TimeSpan RoundTripTime { get; set; }

    /// <summary>When <see cref="TryGetDue"/> has to be called next; may be earlier than anything is due.</summary>
    public Instant NextTimeout => _nextTimeout;

    /// <summary>Packets missing now.</summary>
    public int MissingCount => _count;

    /// <summary>Different packets that were asked for.</summary>
    public long Requested { get; private set; }

    /// <summary>Requests, repetitions included.</summary>
    public long RequestsSent { get; private set; }

    /// <summary>Packets that came as a retransmission; see <see cref="NackOptions.RetransmissionsAreMarked"/>.</summary>
    public long Recovered { get; private set; }

    /// <summary>Packets that came late but by themselves; some were asked for in vain.</summary>
    public long Reordered { get; private set; }

    /// <summary>Packets not hoped for any more: the loss that remains. One that comes even later stays counted.</summary>
    public long GivenUp { get; private set; }

    /// <summary>Packets that came again.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Takes note of a packet.</summary>
    /// <param name="now">When it arrived.</param>
    /// <param name="extendedSequence">Its sequence number on the source, extended, not negative.</param>
    /// <param name="isRetransmission">Whether it came as RTX.</param>
    public NackArrival OnPacket(Instant now, long extendedSequence, bool isRetransmission)
    {
        long highest = _received.Highest;
        if (extendedSequence > highest)
        {
            if (highest >= 0)
            {
                AddMissing(now, highest + 1, extendedSequence);
            }

            _received.Mark(extendedSequence);
            return NackArrival.New;
        }

        int index = Find(extendedSequence);
        if (index >= 0)
        {
            bool recovered = isRetransmission || (!_options.RetransmissionsAreMarked && _missing[index].Tries > 0);
            RemoveAt(index);
            MarkIfRemembered(extendedSequence);
            if (recovered)
            {
                Recovered++;
                return NackArrival.Recovered;
            }

            Reordered++;
            return NackArrival.Reordered;
        }

        if (_received.Contains(extendedSequence))
        {
            Duplicates++;
            return NackArrival.Duplicate;
        }

        MarkIfRemembered(extendedSequence);
        return NackArrival.TooLate;
    }

    /// <summary>Collects the packets to ask for now, in ascending order, and counts them as asked for.</summary>
    /// <param name="now">Not before the previous call's.</param>
    /// <param name="sequences">Takes the 16-bit sequence numbers; when it is full, the rest is due in the next call.</param>
    /// <param name="count">How many were collected.</param>
    /// <returns>Whether any were.</returns>
    public bool TryGetDue(Instant now, Span<ushort> sequences, out int count)
    {
        count = 0;
        if (now < _nextTimeout)
        {
            return false;
        }

        TimeSpan retry = RoundTripTime > _options.MinimumRetryInterval ? RoundTripTime : _options.MinimumRetryInterval;
        Instant next = Instant.Never;
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            Missing missing = _missing[i];
            Instant tooOld = missing.Since + _options.MaximumAge;
            if (now >= tooOld || (now >= missing.Due && missing.Tries == _options.MaximumTries))
            {
                GivenUp++;
                continue;
            }

            if (now >= missing.Due && count < sequences.Length)
            {
                sequences[count++] = (ushort)missing.Sequence;
                RequestsSent++;
                if (missing.Tries++ == 0)
                {
                    Requested++;
                }

                missing.Due = now + retry;
            }

            next = Instant.Min(next, Instant.Min(missing.Due, tooOld));
            _missing[kept++] = missing;
        }

        _count = kept;
        _nextTimeout = next;
        return count > 0;
    }

    /// <summary>Whether so much was missing that all was given up: then only a key frame helps. Asking resets it.</summary>
    public bool TakeKeyFrameNeeded()
    {
        bool needed = _keyFrameNeeded;
        _keyFrameNeeded = false;
        return needed;
    }

    /// <summary>Stops asking for packets before a number, because a later key frame made them useless. They count as given up.</summary>
    public void GiveUpBefore(long extendedSequence)
    {
        int first = Find(extendedSequence);
        first = first < 0 ? ~first : first;
        GivenUp += first;
        _count -= first;
        Array.Copy(_missing, first, _missing, 0, _count);
        ForgetTimeoutWhenEmpty();
    }

    private void AddMissing(Instant now, long from, long to)
    {
        if (to == from)
        {
            return;
        }

        if (to - from > _options.Capacity - _count)
        {
            GivenUp += _count + (to - from);
            _count = 0;
            _keyFrameNeeded = true;
            _nextTimeout = Instant.Never;
            return;
        }

        int needed = _count + (int)(to - from);
        if (needed > _missing.Length)
        {
            // Rare and bounded by the capacity; sources without loss never pay for it.
            Array.Resize(ref _missing, Math.Max(needed, _missing.Length * 2));
        }

        Instant due = now + _options.ReorderTolerance;
        for (long sequence = from; sequence < to; sequence++)
        {
            _missing[_count++] = new Missing { Sequence = sequence, Since = now, Due = due };
        }

        _nextTimeout = Instant.Min(_nextTimeout, due);
    }

    /// <summary>The position of a number, or the complement of where it would stand.</summary>
    private int Find(long sequence)
    {
        int low = 0;
        int high = _count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            long found = _missing[middle].Sequence;
            if (found == sequence)
            {
                return middle;
            }

            if (found < sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    private void RemoveAt(int index)
    {
        _count--;
        Array.Copy(_missing, index + 1, _missing, index, _count - index);
        ForgetTimeoutWhenEmpty();
    }

    private void ForgetTimeoutWhenEmpty()
    {
        if (_count == 0)
        {
            _nextTimeout = Instant.Never;
        }
    }

    private void MarkIfRemembered(long sequence)
    {
        if (!_received.IsTooOld(sequence))
        {
            _received.Mark(sequence);
        }
    }

    private struct Missing
    {
        public long Sequence;
        public Instant Since;
        public Instant Due;
        public int Tries;
    }
}

using CdnLab.Core;
using CdnLab.Rtc.Rtcp;

namespace CdnLab.Rtc.Feedback;

/// <summary>Numbers the packets sent on one transport and remembers the latest of them until feedback tells their fate.</summary>
/// <remarks>Owned by one loop.</remarks>
public sealed class TransportFeedbackHistory
{
    private readonly Entry[] _entries;
    private long _next;

    /// <summary>Begins before the first packet.</summary>
    /// <param name="capacity">Packets remembered; a power of two up to 32768. It should cover the packets sent in the longest round trip plus feedback interval.</param>
    /// <param name="firstSequence">The number of the first packet.</param>
    public TransportFeedbackHistory(int capacity = 1024, ushort firstSequence = 1)
    {
        if (!System.Numerics.BitOperations.IsPow2(capacity) || capacity > 32768)
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A power of two up to 32768 is needed.");
        }

        _entries = new Entry[capacity];
        _next = firstSequence;
    }

    /// <summary>Packets sent and neither acked nor reported lost, as far as they are remembered.</summary>
    public int InFlight { get; private set; }

    /// <summary>Packets acked.</summary>
    public long Acked { get; private set; }

    /// <summary>Packets reported as not received and not acked since.</summary>
    public long Lost { get; private set; }

    /// <summary>Packets forgotten before any feedback told their fate.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Numbers and remembers a packet.</summary>
    /// <param name="sentAt">When it is sent.</param>
    /// <param name="bytes">Its size, in whatever measure the rate is to be counted.</param>
    /// <returns>The transport-wide sequence number to write into it.</returns>
    public ushort OnSent(Instant sentAt, int bytes)
    {
        ref Entry entry = ref _entries[_next & (_entries.Length - 1)];
        if (entry.Fate == Fate.InFlight)
        {
            Forgotten++;
            InFlight--;
        }

        entry = new Entry { Sequence = _next, SentAt = sentAt, Bytes = bytes, Fate = Fate.InFlight };
        InFlight++;
        return (ushort)_next++;
    }

    /// <summary>When a packet was sent.</summary>
    /// <returns>False when it is not remembered.</returns>
    public bool TryGetSentAt(ushort sequence, out Instant sentAt)
    {
        ref Entry entry = ref Find(sequence, out bool found);
        sentAt = found ? entry.SentAt : default;
        return found;
    }

    /// <summary>Learns the fate of packets. Each packet is acked at most once, whatever the peer repeats.</summary>
    public TransportFeedbackResult OnFeedback(in RtcpTransportFeedback feedback)
    {
        int acked = 0;
        long bytes = 0;
        int lost = 0;
        int unknown = 0;
        Instant latest = Instant.Zero;
        foreach (TransportFeedbackStatus status in feedback)
        {
            ref Entry entry = ref Find(status.Sequence, out bool found);
            if (!found)
            {
                unknown++;
            }
            else if (status.Received && entry.Fate != Fate.Acked)
            {
                Settle(ref entry, Fate.Acked);
                acked++;
                bytes += entry.Bytes;
                latest = Instant.Max(latest, entry.SentAt);
            }
            else if (!status.Received && entry.Fate == Fate.InFlight)
            {
                Settle(ref entry, Fate.Lost);
                lost++;
            }
        }

        return new TransportFeedbackResult(acked, bytes, lost, unknown, latest);
    }

    private ref Entry Find(ushort sequence, out bool found)
    {
        // The latest packet with these 16 bits.
        long extended = _next - 1 - (ushort)((ushort)(_next - 1) - sequence);
        ref Entry entry = ref _entries[extended & (_entries.Length - 1)];
        found = entry.Fate != Fate.None && entry.Sequence == extended;
        return ref entry;
    }

    private void Settle(ref Entry entry, Fate fate)
    {
        if (entry.Fate == Fate.InFlight)
        {
            InFlight--;
        }
        else
        {
            Lost--;
        }

        entry.Fate = fate;
        if (fate == Fate.Acked)
        {
            Acked++;
        }
        else
        {
            Lost++;
        }
    }

    private enum Fate : byte
    {
        None,
        InFlight,
        Lost,
        Acked,
    }

    private struct Entry
    {
        public long Sequence;
        public Instant SentAt;
        public int Bytes;
        public Fate Fate;
    }
}

using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>Packets under way, earliest due first; packets due at the same moment leave in the order in which they came.</summary>
/// <remarks>A heap of four children per node. Grows by doubling up to its bound, then allocates no more. Owned by one thread.</remarks>
internal sealed class DepartureHeap(int capacity)
{
    private const int Arity = 4;

    private Entry[] _entries = new Entry[Math.Min(capacity, 4096)];
    private ulong _order;

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    public Instant NextDue => Count == 0 ? Instant.Never : _entries[0].Departure.Due;

    /// <summary>Adds a packet. Not called when full.</summary>
    public void Push(in Departure departure)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(capacity, _entries.Length * 2));
        }

        var entry = new Entry(departure, _order++);
        int i = Count++;
        while (i > 0)
        {
            int parent = (i - 1) / Arity;
            if (!entry.Before(_entries[parent]))
            {
                break;
            }

            _entries[i] = _entries[parent];
            i = parent;
        }

        _entries[i] = entry;
    }

    /// <summary>Takes the earliest packet out. Not called when empty.</summary>
    public Departure Pop()
    {
        Departure first = _entries[0].Departure;
        Entry last = _entries[--Count];
        int i = 0;
        while (true)
        {
            int child = (i * Arity) + 1;
            if (child >= Count)
            {
                break;
            }

            int least = child;
            int end = Math.Min(child + Arity, Count);
            for (int c = child + 1; c < end; c++)
            {
                if (_entries[c].Before(_entries[least]))
                {
                    least = c;
                }
            }

            if (!_entries[least].Before(last))
            {
                break;
            }

            _entries[i] = _entries[least];
            i = least;
        }

        _entries[i] = last;
        return first;
    }

    private readonly record struct Entry(Departure Departure, ulong Order)
    {
        public bool Before(in Entry other) =>
            Departure.Due.Nanoseconds < other.Departure.Due.Nanoseconds
            || (Departure.Due.Nanoseconds == other.Departure.Due.Nanoseconds && Order < other.Order);
    }
}

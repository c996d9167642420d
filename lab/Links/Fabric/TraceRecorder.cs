using System.Runtime.InteropServices;
using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>Traced packets in native memory: a fixed number of places, taken in order; when they are used up, packets are counted only.</summary>
/// <remarks>Written by the packet thread alone; read after that has ended. Pages are touched as they are used.</remarks>
internal sealed unsafe class TraceRecorder : IDisposable
{
    private readonly int _capacity;
    private Entry* _entries;
    private int _count;

    public TraceRecorder(int capacity)
    {
        _capacity = capacity;
        _entries = (Entry*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Entry));
    }

    /// <summary>Packets recorded.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Packets for which there was no place.</summary>
    public long Lost { get; private set; }

    /// <summary>Records that a packet entered a link. Returns its place for <see cref="Left"/>, or -1 when there is none.</summary>
    public int Entered(int link, in PacketInfo packet, int size, Instant read, in EnqueueResult result)
    {
        if (_count == _capacity)
        {
            Lost++;
            return -1;
        }

        _entries[_count] = new Entry
        {
            Link = link,
            Size = size,
            Ssrc = packet.Ssrc,
            RtpTimestamp = packet.RtpTimestamp,
            Sequence = packet.Sequence,
            SourceAddress = packet.Flow.Source.IPv4,
            DestinationAddress = packet.Flow.Destination.IPv4,
            SourcePort = packet.Flow.Source.Port,
            DestinationPort = packet.Flow.Destination.Port,
            In = read.Nanoseconds,
            Due = result.IsQueued ? result.Due.Nanoseconds : 0,
            Dropped = result.Reason,
        };
        return _count++;
    }

    /// <summary>Records that a packet was handed over, or could not be.</summary>
    public void Left(int place, Instant written, bool succeeded)
    {
        if (succeeded)
        {
            _entries[place].Out = written.Nanoseconds;
        }
        else
        {
            _entries[place].Dropped = DropReason.WriteFailed;
        }
    }

    /// <summary>All records in the order of entry.</summary>
    /// <param name="names">The regions of each link index.</param>
    public IEnumerable<TraceRecord> Read(IReadOnlyList<(string From, string To)> names)
    {
        for (int i = 0; i < _count; i++)
        {
            yield return At(i, names);
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_entries);
        _entries = null;
    }

    private TraceRecord At(int index, IReadOnlyList<(string From, string To)> names)
    {
        Entry e = _entries[index];
        return new TraceRecord(
            names[e.Link].From,
            names[e.Link].To,
            e.Ssrc,
            e.Sequence,
            e.RtpTimestamp,
            NetAddress.FromIPv4(e.SourceAddress, e.SourcePort),
            NetAddress.FromIPv4(e.DestinationAddress, e.DestinationPort),
            e.Size,
            new Instant(e.In),
            e.Due == 0 ? null : new Instant(e.Due),
            e.Out == 0 ? null : new Instant(e.Out),
            e.Dropped);
    }

    private struct Entry
    {
        public long In;
        public long Due;
        public long Out;
        public int Link;
        public int Size;
        public uint Ssrc;
        public uint RtpTimestamp;
        public uint SourceAddress;
        public uint DestinationAddress;
        public ushort Sequence;
        public ushort SourcePort;
        public ushort DestinationPort;
        public DropReason Dropped;
    }
}

using System.Buffers.Binary;
using CdnLab.Core;

namespace CdnLab.Udp;

/// <summary>The datagrams of one receiving system call, in native memory that is used again by the next.</summary>
public sealed unsafe class ReceiveBatch
{
    private const int SlotSize = 2048;
    private const int ControlSize = 128;

    private readonly bool _anyAddress;
    private readonly NetAddress _local;
    private readonly BatchMemory _memory;
    private uint _overflowSeen;

    internal ReceiveBatch(int capacity, bool anyAddress, NetAddress local)
    {
        _anyAddress = anyAddress;
        _local = local;
        _memory = new BatchMemory(capacity, SlotSize, ControlSize);
        for (int i = 0; i < capacity; i++)
        {
            Messages[i].Header.Control = _memory.Control(i);
        }
    }

    /// <summary>How many datagrams arrived.</summary>
    public int Count { get; private set; }

    /// <summary>Datagrams that were longer than a slot and are reported with length 0.</summary>
    public long Truncated { get; private set; }

    /// <summary>Datagrams that the kernel dropped because this socket's buffer was full, since it was made (SO_RXQ_OVFL).</summary>
    public long DroppedByReceiveBuffer { get; private set; }

    /// <summary>Datagrams that one call can bring.</summary>
    public int Capacity => _memory.Capacity;

    internal Native.MMsgHdr* Messages => _memory.Messages;

    /// <summary>The bytes of a datagram; writable, for decryption in place; valid until the next receive.</summary>
    public Span<byte> Datagram(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _memory.Data(index, (int)Messages[index].Length);
    }

    /// <summary>Who sent a datagram.</summary>
    public NetAddress Source(int index) => SocketAddress.Read(_memory.Name(index));

    /// <summary>
    /// When the kernel took a datagram in (Unix nanoseconds; 0 if it did not say) and the local address it came to.
    /// </summary>
    public long ReadControl(int index, out NetAddress destination)
    {
        destination = _local;
        long timestamp = 0;
        byte* at = _memory.Control(index);
        byte* end = at + Messages[index].Header.ControlLength;
        while (at + sizeof(Native.CMsgHdr) <= end)
        {
            var header = (Native.CMsgHdr*)at;
            if (header->Length < (nuint)sizeof(Native.CMsgHdr) || at + header->Length > end)
            {
                break;
            }

            byte* body = at + sizeof(Native.CMsgHdr);
            if (header->Level == Native.SOL_SOCKET && header->Type == Native.SO_TIMESTAMPNS)
            {
                var time = (Native.Timespec*)body;
                timestamp = (time->Seconds * 1_000_000_000) + time->Nanoseconds;
            }
            else if (header->Level == Native.SOL_SOCKET && header->Type == Native.SO_RXQ_OVFL)
            {
                uint total = *(uint*)body;
                DroppedByReceiveBuffer += total - _overflowSeen;
                _overflowSeen = total;
            }
            else if (_anyAddress && header->Level == Native.SOL_IP && header->Type == Native.IP_PKTINFO)
            {
                // struct in_pktinfo: interface index, local address used for routing, destination in the IP header.
                destination = NetAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(body + 8, 4)), _local.Port);
            }

            at += (header->Length + 7) & ~(nuint)7;
        }

        return timestamp;
    }

    internal void Prepare()
    {
        // The kernel overwrites the lengths of the batch before; only those need resetting.
        int used = Count == 0 ? Capacity : Count;
        for (int i = 0; i < used; i++)
        {
            Messages[i].Header.NameLength = SocketAddress.MaxLength;
            Messages[i].Header.ControlLength = ControlSize;
        }
    }

    internal void Complete(int count)
    {
        Count = count;
        for (int i = 0; i < count; i++)
        {
            if ((Messages[i].Header.Flags & Native.MSG_TRUNC) != 0)
            {
                Truncated++;
                Messages[i].Length = 0;
            }
        }
    }

    internal void Free()
    {
        Count = 0;
        _memory.Free();
    }
}

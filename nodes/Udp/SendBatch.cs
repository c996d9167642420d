using System.Buffers.Binary;
using CdnLab.Core;

namespace CdnLab.Udp;

/// <summary>Datagrams that wait for one sending system call, written straight into native memory.</summary>
public sealed unsafe class SendBatch
{
    /// <summary>The longest datagram that a slot takes, in bytes.</summary>
    public const int SlotSize = 1536;

    private const int ControlSize = 32;

    private readonly bool _ipv6;
    private readonly bool _anyAddress;
    private readonly BatchMemory _memory;

    internal SendBatch(int capacity, bool ipv6, bool anyAddress)
    {
        _ipv6 = ipv6;
        _anyAddress = anyAddress;
        _memory = new BatchMemory(capacity, SlotSize, ControlSize);
        for (int i = 0; i < capacity; i++)
        {
            *(Native.CMsgHdr*)_memory.Control(i) = new Native.CMsgHdr { Length = 16 + 12, Level = Native.SOL_IP, Type = Native.IP_PKTINFO };
        }
    }

    /// <summary>Datagrams that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <see cref="UdpBatchSocket.Flush"/> must come before the next datagram.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>Datagrams that fit.</summary>
    public int Capacity => _memory.Capacity;

    internal Native.MMsgHdr* Messages => _memory.Messages;

    /// <summary>The memory of the next datagram; nothing is sent until <see cref="Commit"/>.</summary>
    public Span<byte> Next
    {
        get
        {
            if (IsFull)
            {
                throw new InvalidOperationException("The send batch is full: flush it before writing the next datagram.");
            }

            return _memory.Data(Count, SlotSize);
        }
    }

    /// <summary>Adds what was written into <see cref="Next"/>.</summary>
    /// <param name="length">Bytes of the datagram.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="from">The source address; only used on a socket made with <see cref="UdpSocketOptions.AnyAddress"/>.</param>
    public void Commit(int length, NetAddress to, NetAddress from = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)SlotSize, nameof(length));
        int index = Count++;
        _memory.SetLength(index, length);
        ref Native.MsgHdr header = ref Messages[index].Header;
        header.NameLength = SocketAddress.Write(to, _memory.Name(index), _ipv6);
        if (_anyAddress && from.IsIPv4 && from.IPv4 != 0)
        {
            byte* control = _memory.Control(index);
            BinaryPrimitives.WriteUInt32BigEndian(new Span<byte>(control + 16 + 4, 4), from.IPv4);
            header.Control = control;
            header.ControlLength = ControlSize;
        }
        else
        {
            header.Control = null;
            header.ControlLength = 0;
        }
    }

    internal void Clear() => Count = 0;

    internal void Free()
    {
        Count = 0;
        _memory.Free();
    }
}

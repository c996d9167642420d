using System.Buffers.Binary;
using System.Runtime.InteropServices;
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
    private readonly byte* _data;
    private readonly byte* _names;
    private readonly byte* _controls;
    private readonly Native.IoVec* _vectors;

    internal SendBatch(int capacity, bool ipv6, bool anyAddress)
    {
        Capacity = capacity;
        _ipv6 = ipv6;
        _anyAddress = anyAddress;
        Messages = (Native.MMsgHdr*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Native.MMsgHdr));
        _vectors = (Native.IoVec*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Native.IoVec));
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)(capacity * SlotSize), 64);
        _names = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * SocketAddress.MaxLength));
        _controls = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * ControlSize));
        for (int i = 0; i < capacity; i++)
        {
            _vectors[i].Base = _data + (i * SlotSize);
            Messages[i].Header = new Native.MsgHdr
            {
                Name = _names + (i * SocketAddress.MaxLength),
                Vectors = _vectors + i,
                VectorCount = 1,
            };
            var control = (Native.CMsgHdr*)(_controls + (i * ControlSize));
            *control = new Native.CMsgHdr { Length = 16 + 12, Level = Native.SOL_IP, Type = Native.IP_PKTINFO };
        }
    }

    /// <summary>Datagrams that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <see cref="UdpBatchSocket.Flush"/> must come before the next datagram.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>Datagrams that fit.</summary>
    public int Capacity { get; }

    internal Native.MMsgHdr* Messages { get; }

    /// <summary>The memory of the next datagram; nothing is sent until <see cref="Commit"/>.</summary>
    public Span<byte> Next
    {
        get
        {
            if (IsFull)
            {
                throw new InvalidOperationException("The send batch is full: flush it before writing the next datagram.");
            }

            return new Span<byte>(_data + (Count * SlotSize), SlotSize);
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
        _vectors[index].Length = (nuint)length;
        ref Native.MsgHdr header = ref Messages[index].Header;
        header.NameLength = SocketAddress.Write(
            to, new Span<byte>(_names + (index * SocketAddress.MaxLength), SocketAddress.MaxLength), _ipv6);
        if (_anyAddress && from.IsIPv4 && from.IPv4 != 0)
        {
            byte* control = _controls + (index * ControlSize);
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
        NativeMemory.Free(Messages);
        NativeMemory.Free(_vectors);
        NativeMemory.AlignedFree(_data);
        NativeMemory.Free(_names);
        NativeMemory.Free(_controls);
    }
}

using System.Runtime.InteropServices;

namespace CdnLab.Udp;

/// <summary>The native memory of a batch: for each datagram a message header, its bytes, an address and control data.</summary>
internal sealed unsafe class BatchMemory
{
    private readonly int _slotSize;
    private readonly int _controlSize;
    private readonly byte* _data;
    private readonly byte* _names;
    private readonly byte* _controls;
    private readonly Native.IoVec* _vectors;
    private bool _freed;

    public BatchMemory(int capacity, int slotSize, int controlSize)
    {
        Capacity = capacity;
        _slotSize = slotSize;
        _controlSize = controlSize;
        Messages = (Native.MMsgHdr*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Native.MMsgHdr));
        _vectors = (Native.IoVec*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Native.IoVec));
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)(capacity * slotSize), 64);
        _names = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * SocketAddress.MaxLength));
        _controls = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * controlSize));
        for (int i = 0; i < capacity; i++)
        {
            _vectors[i] = new Native.IoVec { Base = _data + (i * slotSize), Length = (nuint)slotSize };
            Messages[i].Header = new Native.MsgHdr
            {
                Name = _names + (i * SocketAddress.MaxLength),
                NameLength = SocketAddress.MaxLength,
                Vectors = _vectors + i,
                VectorCount = 1,
            };
        }
    }

    public int Capacity { get; }

    public Native.MMsgHdr* Messages { get; }

    public Span<byte> Data(int index, int length) => new(_data + (index * _slotSize), length);

    public Span<byte> Name(int index) => new(_names + (index * SocketAddress.MaxLength), SocketAddress.MaxLength);

    public byte* Control(int index) => _controls + (index * _controlSize);

    public void SetLength(int index, int length) => _vectors[index].Length = (nuint)length;

    public void Free()
    {
        if (_freed)
        {
            return;
        }

        _freed = true;
        NativeMemory.Free(Messages);
        NativeMemory.Free(_vectors);
        NativeMemory.AlignedFree(_data);
        NativeMemory.Free(_names);
        NativeMemory.Free(_controls);
    }
}

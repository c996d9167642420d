using System.Runtime.InteropServices;

namespace CdnLab.Links.Fabric;

/// <summary>Slots of native memory for the packets under way. The slot used last is given out first, so few pages are touched.</summary>
/// <remarks>Owned by the packet thread.</remarks>
internal sealed unsafe class PacketPool : IDisposable
{
    /// <summary>Bytes per slot: the device's MTU is 1500, the rest lets the parser see nothing but whole packets.</summary>
    public const int SlotSize = 2048;

    private readonly int[] _free;
    private readonly int[] _traces;
    private byte* _memory;
    private int _freeCount;

    public PacketPool(int slots)
    {
        // One more than is given out: where packets are read when no slot is free.
        _memory = (byte*)NativeMemory.Alloc((nuint)(slots + 1), SlotSize);
        _traces = new int[slots];
        _free = new int[slots];
        for (int i = 0; i < slots; i++)
        {
            _free[i] = slots - 1 - i;
        }

        _freeCount = slots;
    }

    /// <summary>Takes a slot, or -1 when all are in use.</summary>
    public int Take() => _freeCount == 0 ? -1 : _free[--_freeCount];

    /// <summary>Gives a slot back.</summary>
    public void Return(int slot)
    {
        if (slot >= 0)
        {
            _free[_freeCount++] = slot;
        }
    }

    /// <summary>The memory of a slot; -1 is a scratch place.</summary>
    public byte* this[int slot] => _memory + ((nuint)(slot < 0 ? _traces.Length : slot) * SlotSize);

    /// <summary>The trace place that belongs to the packet in a slot; -1 for none.</summary>
    public ref int Trace(int slot) => ref _traces[slot];

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}

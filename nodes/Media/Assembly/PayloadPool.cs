namespace CdnLab.Media;

/// <summary>Blocks for payloads that wait for the rest of their frame, shared by all assemblers of one thread.</summary>
/// <remarks>
/// Blocks are made when none is free and kept for ever: there are never more than packets waited at the worst moment. An
/// assembler holds at most its window. Used by one thread.
/// </remarks>
public sealed class PayloadPool
{
    private readonly Stack<byte[]> _free = new();

    /// <summary>Makes a pool.</summary>
    /// <param name="blockSize">Largest payload in bytes. Default 1536: no UDP datagram on an Ethernet path has more.</param>
    public PayloadPool(int blockSize = 1536)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockSize, ushort.MaxValue);
        BlockSize = blockSize;
    }

    /// <summary>Bytes per block.</summary>
    public int BlockSize { get; }

    /// <summary>Blocks made so far.</summary>
    public int Created { get; private set; }

    /// <summary>Blocks that hold a payload now.</summary>
    public int InUse => Created - _free.Count;

    internal byte[] Rent()
    {
        if (_free.TryPop(out byte[]? block))
        {
            return block;
        }

        Created++;
        return GC.AllocateUninitializedArray<byte>(BlockSize);
    }

    internal void Return(byte[] block) => _free.Push(block);
}

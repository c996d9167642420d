using CdnLab.Core;

namespace CdnLab.Node.Loop;

/// <summary>
/// Keeps the way of every n-th frame's packets through this node, so that a lab can tie it to the hops before and after.
/// Which frames are traced follows from their RTP timestamp alone, so that all hops choose the same ones.
/// </summary>
/// <remarks>Written by the loop; read through <see cref="TakeAll"/> on the loop.</remarks>
internal sealed class HopTrace(int every, int capacity)
{
    private readonly HopRecord[] _records = new HopRecord[every > 0 ? capacity : 0];
    private int _count;

    /// <summary>Records that did not fit.</summary>
    public long Overflowed { get; private set; }

    public bool IsTraced(uint timestamp) => every > 0 && TraceSampler.IsTraced(timestamp, every);

    public void Add(in HopRecord record)
    {
        if (_count == _records.Length)
        {
            Overflowed++;
            return;
        }

        _records[_count++] = record;
    }

    public HopRecord[] TakeAll()
    {
        HopRecord[] all = _records[.._count];
        _count = 0;
        return all;
    }
}

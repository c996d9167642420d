namespace CdnLab.Rtc.Rtcp;

/// <summary>The report blocks of an SR or RR, read on access.</summary>
public readonly ref struct ReportBlockList
{
    private readonly ReadOnlySpan<byte> _blocks;

    internal ReportBlockList(ReadOnlySpan<byte> blocks) => _blocks = blocks;

    /// <summary>How many blocks there are, 0 to 31.</summary>
    public int Count => _blocks.Length / RtcpFormat.ReportBlockLength;

    /// <summary>The block at a position from 0 to <see cref="Count"/>, exclusive.</summary>
    public ReportBlock this[int index] =>
        ReportBlock.Read(_blocks.Slice(index * RtcpFormat.ReportBlockLength, RtcpFormat.ReportBlockLength));

    /// <summary>Finds the block about a source.</summary>
    public bool TryFind(uint ssrc, out ReportBlock block)
    {
        for (int i = 0; i < Count; i++)
        {
            block = this[i];
            if (block.Ssrc == ssrc)
            {
                return true;
            }
        }

        block = default;
        return false;
    }
}

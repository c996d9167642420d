using CdnLab.Core;

namespace CdnLab.TestKit;

/// <summary>Random bytes that a seed decides.</summary>
public static class SeededRandomExtensions
{
    /// <summary>Fills a span.</summary>
    public static void Fill(this SeededRandom random, Span<byte> bytes)
    {
        foreach (ref byte value in bytes)
        {
            value = (byte)random.NextUInt64();
        }
    }
}

using CdnLab.Core;

namespace CdnLab.Rtc.Tests.Rtp;

/// <summary>Helpers for byte vectors.</summary>
internal static class Bytes
{
    /// <summary>Bytes from hexadecimal text; blanks are for the reader.</summary>
    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "").Replace("\n", "").Replace("\r", ""));

    /// <summary>Bytes that depend on the seed alone.</summary>
    public static byte[] Random(SeededRandom random, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.NextUInt64();
        }

        return bytes;
    }

    /// <summary>Bytes allocated on this thread by the second run of an action; the first warms it up.</summary>
    public static long Allocated(Action action)
    {
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

using System.Numerics;

namespace CdnLab.Core;

/// <summary>
/// Where a duration falls: up to 512 ns in steps of 1 ns, above that 256 equal steps between each power of two and the
/// next. A step is at most 1/256 of the value: whatever is in a bucket is known to 0.4 %.
/// </summary>
/// <remarks>The log-linear layout that HdrHistogram made common (Gil Tene, hdrhistogram.org).</remarks>
public static class HistogramLayout
{
    /// <summary>Longer durations are counted in the last bucket: 60 s.</summary>
    public const long HighestNanoseconds = 60_000_000_000;

    private const int StepBits = 8;
    private const int StepsPerOctave = 1 << StepBits;

    /// <summary>How many buckets there are.</summary>
    public static int BucketCount { get; } = IndexOf(HighestNanoseconds) + 1;

    /// <summary>The bucket of a duration; negative ones count as 0, too long ones as the highest.</summary>
    public static int IndexOf(long nanoseconds)
    {
        long value = Math.Clamp(nanoseconds, 0, HighestNanoseconds);
        if (value < 2 * StepsPerOctave)
        {
            return (int)value;
        }

        // With the leading one at bit e, the StepBits bits below it say which step of the octave it is.
        int shift = BitOperations.Log2((ulong)value) - StepBits;
        return (shift << StepBits) + (int)(value >> shift);
    }

    /// <summary>The shortest duration that falls into a bucket.</summary>
    public static long LowestOf(int index)
    {
        if (index < 2 * StepsPerOctave)
        {
            return index;
        }

        int shift = (index >> StepBits) - 1;
        return (long)(index - (shift << StepBits)) << shift;
    }
}

using System.Numerics;

namespace CdnLab.Links.Netem;

/// <summary>
/// A histogram of durations in nanoseconds with a relative error of at most 0.4 %: exact below 128 ns, above that 128
/// steps per doubling, up to 2^40 ns (18 minutes), where it saturates. 35 kB; recording allocates nothing.
/// </summary>
/// <remarks>Owned by one thread. Minimum, maximum, mean and standard deviation are exact.</remarks>
public sealed class DelayHistogram
{
    private const int StepBits = 7;
    private const int Steps = 1 << StepBits;
    private const int TopBit = 40;
    private const long Highest = (1L << TopBit) - 1;

    private readonly long[] _counts = new long[(TopBit - StepBits + 1) * Steps];
    private double _sum;
    private double _sumOfSquares;
    private long _minimum = long.MaxValue;

    /// <summary>Durations recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest duration, in nanoseconds; 0 when empty.</summary>
    public long Maximum { get; private set; }

    /// <summary>The shortest duration, in nanoseconds; 0 when empty.</summary>
    public long Minimum => Count == 0 ? 0 : _minimum;

    /// <summary>The mean, in nanoseconds; 0 when empty.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>The standard deviation, in nanoseconds; 0 when empty.</summary>
    public double StandardDeviation => Count == 0 ? 0 : Math.Sqrt(Math.Max(0, (_sumOfSquares / Count) - (Mean * Mean)));

    /// <summary>Adds a duration in nanoseconds; a negative one counts as 0.</summary>
    public void Record(long nanoseconds)
    {
        long value = Math.Clamp(nanoseconds, 0, Highest);
        _counts[IndexOf(value)]++;
        Count++;
        _sum += value;
        _sumOfSquares += (double)value * value;
        _minimum = Math.Min(_minimum, value);
        Maximum = Math.Max(Maximum, value);
    }

    /// <summary>The duration that a share of all does not exceed, in nanoseconds; 0 when empty.</summary>
    /// <param name="share">0 to 1; 0.5 is the median.</param>
    public long Quantile(double share)
    {
        if (Count == 0)
        {
            return 0;
        }

        long rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Count);
        for (int i = 0; i < _counts.Length; i++)
        {
            rank -= _counts[i];
            if (rank <= 0)
            {
                return Math.Clamp(MiddleOf(i), _minimum, Maximum);
            }
        }

        return Maximum;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Array.Clear(_counts);
        Count = 0;
        _sum = 0;
        _sumOfSquares = 0;
        _minimum = long.MaxValue;
        Maximum = 0;
    }

    /// <summary>Makes <paramref name="target"/> equal to this one.</summary>
    public void CopyTo(DelayHistogram target)
    {
        target.Reset();
        target.Add(this);
    }

    /// <summary>Adds all that <paramref name="other"/> has recorded.</summary>
    public void Add(DelayHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        _sum += other._sum;
        _sumOfSquares += other._sumOfSquares;
        _minimum = Math.Min(_minimum, other._minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
    }

    private static int IndexOf(long value)
    {
        if (value < Steps)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2((ulong)value) - StepBits;
        return (shift * Steps) + (int)(value >> shift);
    }

    private static long MiddleOf(int index)
    {
        if (index < Steps)
        {
            return index;
        }

        int shift = (index / Steps) - 1;
        long low = (long)(index - (shift * Steps)) << shift;
        return low + (((1L << shift) - 1) / 2);
    }
}

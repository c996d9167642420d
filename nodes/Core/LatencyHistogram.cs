namespace CdnLab.Core;

/// <summary>
/// Counts durations so that percentiles of millions of them fit into 60 KiB. Durations up to 60 s are kept to 0.4 % of
/// their value; longer ones count as 60 s, negative ones as 0. Count, minimum, maximum and mean are exact.
/// </summary>
/// <remarks>One thread at a time. <see cref="Record"/> allocates nothing.</remarks>
public sealed class LatencyHistogram
{
    private readonly long[] _counts = new long[HistogramLayout.BucketCount];
    private Int128 _sum;
    private long _min = long.MaxValue;
    private long _max = long.MinValue;

    /// <summary>How many durations were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The shortest duration in nanoseconds, as recorded; 0 when there is none.</summary>
    public long MinNanoseconds => Count == 0 ? 0 : _min;

    /// <summary>The longest duration in nanoseconds, as recorded; 0 when there is none.</summary>
    public long MaxNanoseconds => Count == 0 ? 0 : _max;

    /// <summary>The mean in nanoseconds; 0 when nothing was recorded. Never show it without <see cref="Count"/>.</summary>
    public double MeanNanoseconds => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>Counts a duration.</summary>
    /// <param name="nanoseconds">The duration in nanoseconds.</param>
    /// <param name="count">How many times it occurred; 1 or more.</param>
    public void Record(long nanoseconds, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _counts[HistogramLayout.IndexOf(nanoseconds)] += count;
        Count += count;
        _sum += (Int128)nanoseconds * count;
        _min = Math.Min(_min, nanoseconds);
        _max = Math.Max(_max, nanoseconds);
    }

    /// <summary>Adds everything that another histogram counted.</summary>
    public void Merge(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        _sum += other._sum;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
    }

    /// <summary>Forgets everything, for the next period.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        _sum = 0;
        _min = long.MaxValue;
        _max = long.MinValue;
    }

    /// <summary>The duration that a share of all durations do not exceed (nearest rank).</summary>
    /// <param name="percent">0 to 100: 50 is the median, 0 the minimum, 100 the maximum.</param>
    /// <returns>Nanoseconds, within 0.4 % of the sorted durations' value at that rank; 0 when nothing was recorded.</returns>
    public long PercentileNanoseconds(double percent)
    {
        if (!(percent is >= 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentile lies between 0 and 100.");
        }

        if (Count == 0)
        {
            return 0;
        }

        long rank = Math.Clamp((long)Math.Ceiling(percent / 100 * Count), 1, Count);
        if (rank == Count)
        {
            return _max;
        }

        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            if (seen + _counts[i] >= rank)
            {
                return Math.Clamp(Within(i, rank - seen, _counts[i]), _min, _max);
            }

            seen += _counts[i];
        }

        throw new InvalidOperationException($"The buckets hold {seen} durations although {Count} were counted.");
    }

    /// <summary>As <see cref="PercentileNanoseconds"/>, in milliseconds.</summary>
    public double PercentileMs(double percent) => PercentileNanoseconds(percent) / 1e6;

    /// <summary>The occupied buckets, for a document.</summary>
    public HistogramData ToData()
    {
        var lowest = new List<long>();
        var counts = new List<long>();
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                lowest.Add(HistogramLayout.LowestOf(i));
                counts.Add(_counts[i]);
            }
        }

        return new HistogramData
        {
            Count = Count,
            SumNs = (double)_sum,
            MinNs = MinNanoseconds,
            MaxNs = MaxNanoseconds,
            BucketLowestNs = lowest,
            BucketCounts = counts,
        };
    }

    /// <summary>Restores what <see cref="ToData"/> gave. Finer buckets than ours are merged into ours.</summary>
    /// <exception cref="InvalidDataException">The lists differ in length, a count is not positive, or the counts do not add up.</exception>
    public static LatencyHistogram FromData(HistogramData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.BucketLowestNs.Count != data.BucketCounts.Count)
        {
            throw new InvalidDataException(
                $"A histogram lists {data.BucketLowestNs.Count} buckets but {data.BucketCounts.Count} counts.");
        }

        var histogram = new LatencyHistogram();
        for (int i = 0; i < data.BucketCounts.Count; i++)
        {
            long count = data.BucketCounts[i];
            if (count <= 0)
            {
                throw new InvalidDataException($"A histogram's bucket from {data.BucketLowestNs[i]} ns holds {count} durations.");
            }

            histogram._counts[HistogramLayout.IndexOf(data.BucketLowestNs[i])] += count;
            histogram.Count += count;
        }

        if (histogram.Count != data.Count)
        {
            throw new InvalidDataException(
                $"A histogram's buckets hold {histogram.Count} durations, its count says {data.Count}.");
        }

        if (data.Count > 0)
        {
            histogram._sum = (Int128)data.SumNs;
            histogram._min = data.MinNs;
            histogram._max = data.MaxNs;
        }

        return histogram;
    }

    // The durations of a bucket are taken to lie evenly in it: of many, the error is then far below the bucket's width.
    private static long Within(int index, long rank, long count)
    {
        long lowest = HistogramLayout.LowestOf(index);
        long width = HistogramLayout.LowestOf(index + 1) - lowest;
        return lowest + (long)((rank - 0.5) / count * width);
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Core.Tests;

public sealed class LatencyHistogramTests
{
    private const double Tolerance = 0.004;
    private static readonly double[] s_percents = [0, 1, 25, 50, 90, 95, 99, 99.9, 100];

    [Fact]
    public void Percentiles_match_the_sorted_durations()
    {
        Gen<long> durations = Gen.OneOf(
            Gen.Choose(0, 5_000).Select(v => (long)v),
            Gen.Choose(1_000, 2_000_000_000).Select(v => (long)v),
            Gen.Choose(1, 60_000).Select(ms => ms * 1_000_000L));
        Arbitrary<long[]> lists = durations.ArrayOf().Where(a => a.Length > 0).ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(lists, values =>
        {
            var histogram = new LatencyHistogram();
            foreach (long value in values)
            {
                histogram.Record(value);
            }

            long[] sorted = [.. values.Order()];
            return s_percents.All(percent => IsClose(histogram.PercentileNanoseconds(percent), AtRank(sorted, percent)))
                && histogram.Count == values.Length && histogram.MaxNanoseconds == sorted[^1] && histogram.MinNanoseconds == sorted[0]
                && Math.Abs(histogram.MeanNanoseconds - values.Average()) <= 1e-9 * values.Average();
        }));
    }

    [Fact]
    public void Merging_counts_what_recording_into_one_would()
    {
        Arbitrary<int[]> lists = Gen.Choose(0, int.MaxValue).ArrayOf().ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(lists, lists, (first, second) =>
        {
            LatencyHistogram merged = Of(first);
            merged.Merge(Of(second));
            LatencyHistogram together = Of([.. first, .. second]);
            return Same(merged, together);
        }));
    }

    [Fact]
    public void Buckets_survive_a_document()
    {
        Arbitrary<int[]> lists = Gen.Choose(0, int.MaxValue).ArrayOf().ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(lists, values => Same(Of(values), LatencyHistogram.FromData(Of(values).ToData()))));
    }

    [Fact]
    public void Percentiles_of_a_known_distribution_are_found()
    {
        // Exponential with a mean of 10 ms: the quantile at p is -ln(1 - p) x 10 ms.
        var histogram = new LatencyHistogram();
        const int N = 200_000;
        for (int i = 0; i < N; i++)
        {
            histogram.Record((long)(-Math.Log(1 - ((i + 0.5) / N)) * 10e6));
        }

        Assert.InRange(histogram.PercentileMs(50) / (-Math.Log(0.5) * 10), 0.9995, 1.0005);
        Assert.InRange(histogram.PercentileMs(99) / (-Math.Log(0.01) * 10), 0.9995, 1.0005);
        Assert.InRange(histogram.PercentileMs(99.9) / (-Math.Log(0.001) * 10), 0.998, 1.002);
        Assert.InRange(histogram.MeanNanoseconds / 1e6, 9.99, 10.01);
    }

    [Fact]
    public void Every_bucket_begins_where_the_one_before_ends()
    {
        for (int i = 0; i < HistogramLayout.BucketCount; i++)
        {
            long lowest = HistogramLayout.LowestOf(i);
            Assert.Equal(i, HistogramLayout.IndexOf(lowest));
            Assert.Equal(Math.Max(0, i - 1), HistogramLayout.IndexOf(Math.Max(0, lowest - 1)));
            long width = HistogramLayout.LowestOf(i + 1) - lowest;
            Assert.True(width == 1 || width <= 0.004 * lowest, $"Bucket {i} from {lowest} ns is {width} ns wide.");
        }
    }

    [Fact]
    public void Durations_out_of_range_are_counted_at_its_ends_and_kept_as_extremes()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5, 3);
        histogram.Record(200_000_000_000);
        Assert.Equal(4, histogram.Count);
        Assert.Equal(-5, histogram.MinNanoseconds);
        Assert.Equal(200_000_000_000, histogram.PercentileNanoseconds(100));
        Assert.Equal(0, histogram.PercentileNanoseconds(50));
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            histogram.Record(i * 1000L);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Empty_histogram_has_no_percentiles()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(0, histogram.PercentileNanoseconds(99));
        Assert.Empty(histogram.ToData().BucketCounts);
    }

    [Fact]
    public void Data_that_does_not_add_up_is_refused()
    {
        HistogramData data = Of([1, 2, 3]).ToData();
        Assert.Throws<InvalidDataException>(() => LatencyHistogram.FromData(data with { Count = 4 }));
        Assert.Throws<InvalidDataException>(() => LatencyHistogram.FromData(data with { BucketCounts = [1] }));
        Assert.Throws<InvalidDataException>(() => LatencyHistogram.FromData(data with { BucketCounts = [1, 1, -1] }));
    }

    private static LatencyHistogram Of(int[] values)
    {
        var histogram = new LatencyHistogram();
        foreach (int value in values)
        {
            histogram.Record(value);
        }

        return histogram;
    }

    private static bool Same(LatencyHistogram a, LatencyHistogram b) =>
        a.Count == b.Count && a.MinNanoseconds == b.MinNanoseconds && a.MaxNanoseconds == b.MaxNanoseconds
        && Math.Abs(a.MeanNanoseconds - b.MeanNanoseconds) <= 1e-6 * a.MeanNanoseconds
        && s_percents.All(p => a.PercentileNanoseconds(p) == b.PercentileNanoseconds(p));

    private static long AtRank(long[] sorted, double percent) =>
        sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length), 1, sorted.Length) - 1];

    private static bool IsClose(long actual, long expected) => Math.Abs(actual - expected) <= Tolerance * expected;
}

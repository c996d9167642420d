using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Tests.Netem;

public sealed class DelayHistogramTests
{
    [Theory]
    [InlineData(DelayHistogram.CoarseStepBits, 0.004)]
    [InlineData(DelayHistogram.FineStepBits, 0.0005)]
    public void Every_quantile_is_within_the_error_promised(int stepBits, double error)
    {
        var random = new SeededRandom(31);
        var histogram = new DelayHistogram(stepBits);
        long[] values = [.. Enumerable.Range(0, 50_000).Select(_ => (long)Math.Exp(random.NextDouble() * 25))];
        foreach (long value in values)
        {
            histogram.Record(value);
        }

        Array.Sort(values);
        foreach (double share in (double[])[0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1])
        {
            long exact = values[Math.Clamp((int)Math.Ceiling(share * values.Length) - 1, 0, values.Length - 1)];
            Assert.InRange(histogram.Quantile(share), exact * (1 - error), exact * (1 + error));
        }

        Assert.Equal(values[^1], histogram.Maximum);
        Assert.Equal(values[0], histogram.Minimum);
        Assert.Equal(values.Average(), histogram.Mean, values.Average() * 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData((1L << 37) - 1)]
    public void A_single_value_is_its_own_quantile(long value)
    {
        var histogram = new DelayHistogram();
        histogram.Record(value);
        Assert.Equal(value, histogram.Quantile(0.5));
        Assert.Equal(0, histogram.StandardDeviation, 1.0);
    }

    [Fact]
    public void Values_out_of_range_saturate()
    {
        var histogram = new DelayHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal((2, 0, (1L << 37) - 1), (histogram.Count, histogram.Minimum, histogram.Maximum));
    }

    [Fact]
    public void An_empty_one_says_zero()
    {
        var histogram = new DelayHistogram();
        Assert.Equal((0, 0, 0, 0.0, 0.0), (histogram.Quantile(0.5), histogram.Minimum, histogram.Maximum, histogram.Mean, histogram.StandardDeviation));
    }

    [Fact]
    public void Copies_and_sums_count_everything()
    {
        var a = new DelayHistogram();
        var b = new DelayHistogram();
        a.Record(10);
        b.Record(1_000_000);
        b.Record(3_000_000);
        var sum = new DelayHistogram();
        sum.Record(77);
        a.CopyTo(sum);
        sum.Add(b);
        Assert.Equal((3, 10, 3_000_000), (sum.Count, sum.Minimum, sum.Maximum));
        sum.Reset();
        Assert.Equal(0, sum.Count);
    }
}

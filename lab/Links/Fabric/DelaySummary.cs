using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>A histogram in a few numbers, in milliseconds.</summary>
/// <param name="Count">Packets counted; with 0 all other numbers are 0.</param>
/// <param name="MinMs">The shortest.</param>
/// <param name="MeanMs">The mean, exact.</param>
/// <param name="StddevMs">The standard deviation, exact.</param>
/// <param name="P50Ms">The median; like all quantiles within 0.05 % for delays, 0.4 % for the rest.</param>
/// <param name="P95Ms">The 95th percentile.</param>
/// <param name="P99Ms">The 99th percentile.</param>
/// <param name="P999Ms">The 99.9th percentile.</param>
/// <param name="MaxMs">The longest, exact.</param>
public sealed record DelaySummary(
    long Count, double MinMs, double MeanMs, double StddevMs, double P50Ms, double P95Ms, double P99Ms, double P999Ms, double MaxMs)
{
    /// <summary>Sums up a histogram.</summary>
    public static DelaySummary Of(DelayHistogram histogram) => new(
        histogram.Count,
        histogram.Minimum / 1e6,
        histogram.Mean / 1e6,
        histogram.StandardDeviation / 1e6,
        histogram.Quantile(0.5) / 1e6,
        histogram.Quantile(0.95) / 1e6,
        histogram.Quantile(0.99) / 1e6,
        histogram.Quantile(0.999) / 1e6,
        histogram.Maximum / 1e6);
}

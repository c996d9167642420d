using CdnLab.Core;
namespace CdnLab.Measurement.Results;

/// <summary>A distribution of durations in four figures; percentiles by nearest rank.</summary>
public sealed record LatencySummary
{
    /// <summary>Summarises a histogram; null when nothing was recorded, for no percentile is true then.</summary>
    public static LatencySummary? From(LatencyHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        return histogram.Count == 0
            ? null
            : new LatencySummary
            {
                Count = histogram.Count,
                P50Ms = histogram.PercentileMs(50),
                P95Ms = histogram.PercentileMs(95),
                P99Ms = histogram.PercentileMs(99),
                MaxMs = histogram.MaxNanoseconds / 1e6,
            };
    }

    /// <summary>How many durations.</summary>
    public required long Count { get; init; }

    /// <summary>Median.</summary>
    public required double P50Ms { get; init; }

    /// <summary>95th percentile.</summary>
    public required double P95Ms { get; init; }

    /// <summary>99th percentile.</summary>
    public required double P99Ms { get; init; }

    /// <summary>Longest.</summary>
    public required double MaxMs { get; init; }
}

using CdnLab.Core;
namespace CdnLab.Measurement.Results;

/// <summary>How long packets stayed in a node, kernel receive to send.</summary>
public sealed record ResidenceSummary
{
    /// <summary>Summarises a histogram; null when nothing was recorded.</summary>
    public static ResidenceSummary? From(LatencyHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        return histogram.Count == 0
            ? null
            : new ResidenceSummary
            {
                Count = histogram.Count,
                P50Us = histogram.PercentileNanoseconds(50) / 1e3,
                P99Us = histogram.PercentileNanoseconds(99) / 1e3,
                MaxUs = histogram.MaxNanoseconds / 1e3,
            };
    }

    /// <summary>How many packets.</summary>
    public required long Count { get; init; }

    /// <summary>Median.</summary>
    public required double P50Us { get; init; }

    /// <summary>99th percentile.</summary>
    public required double P99Us { get; init; }

    /// <summary>Longest.</summary>
    public required double MaxUs { get; init; }
}

namespace CdnLab.Measurement.Results;

/// <summary>The frames that were completed in one stretch of time.</summary>
public sealed record LatencyBin
{
    /// <summary>Start of the bin, since the measurement window began.</summary>
    public required double StartMs { get; init; }

    /// <summary>Frames in it.</summary>
    public required long Count { get; init; }

    /// <summary>Median latency.</summary>
    public required double P50Ms { get; init; }

    /// <summary>99th percentile.</summary>
    public required double P99Ms { get; init; }

    /// <summary>Longest.</summary>
    public required double MaxMs { get; init; }
}

namespace CdnLab.Measurement.Results;

/// <summary>CDN latency of a region pair in the course of the measurement window.</summary>
public sealed record LatencyTimeline
{
    /// <summary>Where the streams are published.</summary>
    public required string PublisherRegion { get; init; }

    /// <summary>Where they are watched.</summary>
    public required string ViewerRegion { get; init; }

    /// <summary>Length of a bin; 500 to 1000 ms, longer for long runs so that there are at most some 240 bins.</summary>
    public required double BinMs { get; init; }

    /// <summary>Bins with at least one frame, in order.</summary>
    public required IReadOnlyList<LatencyBin> Bins { get; init; }
}

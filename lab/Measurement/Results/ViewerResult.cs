namespace CdnLab.Measurement.Results;

/// <summary>What one viewer got.</summary>
public sealed record ViewerResult
{
    /// <summary>
    /// Orders viewers, the worst first: those who never saw anything, then by freeze time, unrepaired packets and 99th
    /// percentile. The order does not depend on that of the argument.
    /// </summary>
    public static IReadOnlyList<ViewerResult> WorstFirst(IEnumerable<ViewerResult> viewers) =>
    [
        .. viewers.OrderByDescending(v => v.JoinMs is null || v.LatencyP99Ms is null).ThenByDescending(v => v.FreezeTimeMs)
            .ThenByDescending(v => v.ResidualLostPackets).ThenByDescending(v => v.LatencyP99Ms ?? 0)
            .ThenBy(v => v.Id, StringComparer.Ordinal),
    ];

    /// <summary>Its name, unique in the run.</summary>
    public required string Id { get; init; }

    /// <summary>The node that it watched at.</summary>
    public required string Edge { get; init; }

    /// <summary>The stream that it watched.</summary>
    public required string Stream { get; init; }

    /// <summary>Where that is published.</summary>
    public required string PublisherRegion { get; init; }

    /// <summary>Where the viewer is.</summary>
    public required string ViewerRegion { get; init; }

    /// <summary>Complete frames.</summary>
    public long Frames { get; init; }

    /// <summary>Packets whose first transmission did not arrive.</summary>
    public long LostPackets { get; init; }

    /// <summary>Of these, packets that were not repaired in time.</summary>
    public long ResidualLostPackets { get; init; }

    /// <summary>Freezes, W3C rule.</summary>
    public int FreezeCount { get; init; }

    /// <summary>Sum of their durations.</summary>
    public double FreezeTimeMs { get; init; }

    /// <summary>Median CDN latency; null when no frame arrived.</summary>
    public double? LatencyP50Ms { get; init; }

    /// <summary>99th percentile of the same.</summary>
    public double? LatencyP99Ms { get; init; }

    /// <summary>Request to first key frame; null when it never came.</summary>
    public double? JoinMs { get; init; }
}

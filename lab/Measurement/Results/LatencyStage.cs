namespace CdnLab.Measurement.Results;

/// <summary>One stage of a packet's way.</summary>
public sealed record LatencyStage
{
    /// <summary>Such as "origin" or "link eu to us"; the same stage has the same name in every region pair.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required StageKind Kind { get; init; }

    /// <summary>Median.</summary>
    public required double P50Ms { get; init; }

    /// <summary>99th percentile.</summary>
    public required double P99Ms { get; init; }
}

namespace CdnLab.Measurement.Results;

/// <summary>Where the time of traced packets went, from the publisher's send to the viewer's kernel.</summary>
public sealed record LatencyWaterfall
{
    /// <summary>Where the streams are published.</summary>
    public required string PublisherRegion { get; init; }

    /// <summary>Where they are watched.</summary>
    public required string ViewerRegion { get; init; }

    /// <summary>Packets that were traced through every stage.</summary>
    public required long TracedPackets { get; init; }

    /// <summary>Median time end to end.</summary>
    public required double EndToEndP50Ms { get; init; }

    /// <summary>99th percentile end to end.</summary>
    public required double EndToEndP99Ms { get; init; }

    /// <summary>Median over packets of what the stages do not explain.</summary>
    public required double UnexplainedP50Ms { get; init; }

    /// <summary>99th percentile of the same.</summary>
    public required double UnexplainedP99Ms { get; init; }

    /// <summary>The stages in the packet's order.</summary>
    public required IReadOnlyList<LatencyStage> Stages { get; init; }
}

namespace CdnLab.Measurement.Results;

/// <summary>What was built.</summary>
public sealed record TopologyResult
{
    /// <summary>Region names, in the scenario's order.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>The CDN's nodes, in the scenario's order.</summary>
    public required IReadOnlyList<TopologyNode> Nodes { get; init; }

    /// <summary>Links between regions; one entry covers both directions.</summary>
    public required IReadOnlyList<TopologyLink> Links { get; init; }

    /// <summary>Which edge pulled which stream from where.</summary>
    public IReadOnlyList<TopologyRoute> Routes { get; init; } = [];
}

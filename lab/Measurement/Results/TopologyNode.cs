namespace CdnLab.Measurement.Results;

/// <summary>A node of the CDN.</summary>
public sealed record TopologyNode
{
    /// <summary>Its name, unique in the run.</summary>
    public required string Name { get; init; }

    /// <summary>origin, edge or another role.</summary>
    public required string Role { get; init; }

    /// <summary>The region that it stands in.</summary>
    public required string Region { get; init; }

    /// <summary>The address that it serves, with port.</summary>
    public required string Address { get; init; }

    /// <summary>Viewers that were connected to it in the measurement window.</summary>
    public int Viewers { get; init; }
}

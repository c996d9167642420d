namespace CdnLab.Measurement.Results;

/// <summary>A link between two regions.</summary>
public sealed record TopologyLink
{
    /// <summary>One end.</summary>
    public required string From { get; init; }

    /// <summary>The other end.</summary>
    public required string To { get; init; }

    /// <summary>The link profile's name.</summary>
    public required string Profile { get; init; }
}

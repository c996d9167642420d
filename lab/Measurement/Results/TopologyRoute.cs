namespace CdnLab.Measurement.Results;

/// <summary>A stream that a node pulled from another.</summary>
public sealed record TopologyRoute
{
    /// <summary>The stream.</summary>
    public required string Stream { get; init; }

    /// <summary>The node that sent it.</summary>
    public required string From { get; init; }

    /// <summary>The node that pulled it.</summary>
    public required string To { get; init; }
}

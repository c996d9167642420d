namespace CdnLab.Measurement.Results;

/// <summary>How long a stage of the run took.</summary>
public sealed record StageDuration
{
    /// <summary>The stage, such as "start nodes".</summary>
    public required string Name { get; init; }

    /// <summary>Its duration.</summary>
    public required double DurationMs { get; init; }
}

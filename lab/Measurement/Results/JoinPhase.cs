namespace CdnLab.Measurement.Results;

/// <summary>
/// The duration of one phase of joining. The phases of one join add up to its total; their percentiles need not.
/// </summary>
public sealed record JoinPhase
{
    /// <summary>Median.</summary>
    public required double P50Ms { get; init; }

    /// <summary>95th percentile.</summary>
    public required double P95Ms { get; init; }
}

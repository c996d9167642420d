namespace CdnLab.Measurement.Results;

/// <summary>One thing that had to hold.</summary>
public sealed record CheckResult
{
    /// <summary>What had to hold, such as "playing test_eu on o-us1 is refused".</summary>
    public required string Name { get; init; }

    /// <summary>What was expected.</summary>
    public required string Expected { get; init; }

    /// <summary>What was observed.</summary>
    public required string Observed { get; init; }

    /// <summary>Whether it held.</summary>
    public required bool Ok { get; init; }
}

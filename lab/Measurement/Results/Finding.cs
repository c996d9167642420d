namespace CdnLab.Measurement.Results;

/// <summary>One thing that the reader should know.</summary>
public sealed record Finding
{
    /// <summary>How much it should worry.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>What was found.</summary>
    public required string Text { get; init; }
}

namespace CdnLab.Measurement.Results;

/// <summary>What a word means here.</summary>
public sealed record Definition
{
    /// <summary>The word.</summary>
    public required string Term { get; init; }

    /// <summary>Its meaning.</summary>
    public required string Text { get; init; }
}

namespace CdnLab.Measurement.Results;

/// <summary>How a run is judged.</summary>
public sealed record RunVerdict
{
    /// <summary>The verdict.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The program's exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The one sentence that a reader with a minute needs.</summary>
    public required string Sentence { get; init; }

    /// <summary>What else the reader should know, worst first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}

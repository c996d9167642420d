namespace CdnLab.Measurement.Results;

/// <summary>Where a process wrote its log.</summary>
public sealed record LogFile
{
    /// <summary>The process's name.</summary>
    public required string Process { get; init; }

    /// <summary>The file, relative to the run's folder.</summary>
    public required string Path { get; init; }
}

namespace CdnLab.Measurement.Results;

/// <summary>What was run, when and how.</summary>
public sealed record RunInfo
{
    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>The scenario as it was run, overrides applied: YAML.</summary>
    public required string ScenarioText { get; init; }

    /// <summary>Settings given on the command line, as key=value.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The seed of everything random.</summary>
    public required ulong Seed { get; init; }

    /// <summary>When the run began, UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>The revision of the build under test; empty when unknown.</summary>
    public required string Commit { get; init; }

    /// <summary>Whether the working tree had uncommitted changes.</summary>
    public required bool Dirty { get; init; }

    /// <summary>The command that repeats this run.</summary>
    public required string RepeatCommand { get; init; }

    /// <summary>Time before the measurement window in which nothing is judged.</summary>
    public required double WarmUpMs { get; init; }

    /// <summary>Length of the measurement window.</summary>
    public required double MeasurementMs { get; init; }

    /// <summary>From start to end of the program.</summary>
    public required double TotalMs { get; init; }

    /// <summary>How long each stage of the run took, in order.</summary>
    public IReadOnlyList<StageDuration> Stages { get; init; } = [];
}

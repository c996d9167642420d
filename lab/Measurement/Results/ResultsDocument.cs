namespace CdnLab.Measurement.Results;

/// <summary>All that a run found out: the single truth that every report is made from.</summary>
public sealed record ResultsDocument
{
    /// <summary>The version that this program writes and reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The most viewers that <see cref="Viewers"/> lists, so that a report stays small.</summary>
    public const int MostViewersListed = 2000;

    /// <summary>The version of this format; see <see cref="CurrentSchemaVersion"/>.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>What was run, when and how.</summary>
    public required RunInfo Run { get; init; }

    /// <summary>What it ran on.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>How it is judged.</summary>
    public required RunVerdict Verdict { get; init; }

    /// <summary>Whether the instruments were good enough for the run to be valid.</summary>
    public IReadOnlyList<InstrumentReading> Instruments { get; init; } = [];

    /// <summary>What had to hold, and whether it did.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];

    /// <summary>Regions, nodes and the links between regions.</summary>
    public required TopologyResult Topology { get; init; }

    /// <summary>What each direction of each link was asked to do and did.</summary>
    public IReadOnlyList<LinkResult> Links { get; init; } = [];

    /// <summary>What was published.</summary>
    public IReadOnlyList<StreamResult> Streams { get; init; } = [];

    /// <summary>What viewers got, per publisher region and viewer region.</summary>
    public IReadOnlyList<RegionPairResult> RegionPairs { get; init; } = [];

    /// <summary>CDN latency in the course of the measurement window, per region pair.</summary>
    public IReadOnlyList<LatencyTimeline> LatencyOverTime { get; init; } = [];

    /// <summary>How long joining took, per kind and region pair.</summary>
    public IReadOnlyList<JoinResult> Joins { get; init; } = [];

    /// <summary>What every process used, generator and emulator included.</summary>
    public IReadOnlyList<ProcessResult> Processes { get; init; } = [];

    /// <summary>Where the time went, from traced packets, per region pair.</summary>
    public IReadOnlyList<LatencyWaterfall> Hops { get; init; } = [];

    /// <summary>How many viewers there were; <see cref="Viewers"/> may list fewer.</summary>
    public int ViewersTotal { get; init; }

    /// <summary>Single viewers: all of them up to <see cref="MostViewersListed"/>, else the worst.</summary>
    public IReadOnlyList<ViewerResult> Viewers { get; init; } = [];

    /// <summary>The log of every process.</summary>
    public IReadOnlyList<LogFile> Logs { get; init; } = [];

    /// <summary>What the words mean that this document uses for its metrics.</summary>
    public IReadOnlyList<Definition> Definitions { get; init; } = [];

    /// <summary>What this run did not measure, one sentence each.</summary>
    public IReadOnlyList<string> NotMeasured { get; init; } = [];
}

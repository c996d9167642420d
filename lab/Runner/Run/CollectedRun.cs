using System.Net;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Linux;
using CdnLab.Measurement.Results;
using CdnLab.Scenario;
using CdnLab.Viewers.Swarm;

namespace CdnLab.Runner.Run;

/// <summary>All that a run has brought, before anything is concluded from it.</summary>
internal sealed record CollectedRun
{
    public required ScenarioPlan Plan { get; init; }

    public required IReadOnlyDictionary<string, IPAddress> Addresses { get; init; }

    public required LinkBackend Backend { get; init; }

    public required string BackendReason { get; init; }

    public required DateTimeOffset StartedUtc { get; init; }

    public required IReadOnlyList<StageDuration> Stages { get; init; }

    public required double TotalMs { get; init; }

    public required long WindowStartNs { get; init; }

    public required long WindowEndNs { get; init; }

    public required IReadOnlyList<MeasuredProcess> Processes { get; init; }

    /// <summary>By region.</summary>
    public required IReadOnlyDictionary<string, SwarmResults> Swarms { get; init; }

    public required IReadOnlyList<JoinFailure> JoinFailures { get; init; }

    public required IReadOnlyList<CheckResult> Probes { get; init; }

    /// <summary>Null without shaped links.</summary>
    public required FabricEvent.Snapshot? Links { get; init; }

    public required IReadOnlyList<TraceRecord> LinkTrace { get; init; }

    public required HostCpu HostBefore { get; init; }

    public required HostCpu HostAfter { get; init; }

    /// <summary>How far the wall clock moved against the monotonic clock during the run, in microseconds.</summary>
    public required double ClockDriftUs { get; init; }

    public required IReadOnlyList<LogFile> Logs { get; init; }

    /// <summary>Whether it was ended by hand while measuring.</summary>
    public required bool EndedEarly { get; init; }
}

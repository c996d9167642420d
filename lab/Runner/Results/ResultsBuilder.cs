using CdnLab.Core;
using CdnLab.Measurement.Linux;
using CdnLab.Measurement.Results;
using CdnLab.Runner.Run;
using CdnLab.Scenario;
using CdnLab.Viewers.Swarm;

namespace CdnLab.Runner.Results;

/// <summary>Draws the results document, the single truth that reports are made from, out of what a run has brought.</summary>
internal static class ResultsBuilder
{
    public static ResultsDocument Build(CollectedRun run, string commit, bool dirty, string repeatCommand)
    {
        IReadOnlyList<RegionPairResult> pairs = RegionPairs.Of(run);
        IReadOnlyList<LatencyWaterfall> hops = HopJoiner.Join(run);
        IReadOnlyList<InstrumentReading> instruments = Instruments.Of(run);
        IReadOnlyList<CheckResult> checks = [.. run.Probes, .. Expectations.Of(run, pairs)];
        HostEnvironment host = HostEnvironment.Read();
        return new ResultsDocument
        {
            Run = new RunInfo
            {
                Scenario = run.Plan.Name,
                ScenarioText = run.Plan.EffectiveYaml,
                Overrides = run.Plan.Overrides,
                Seed = run.Plan.Seed,
                StartedUtc = run.StartedUtc,
                Commit = commit,
                Dirty = dirty,
                RepeatCommand = repeatCommand,
                WarmUpMs = run.Plan.WarmUp.TotalMilliseconds,
                MeasurementMs = (run.WindowEndNs - run.WindowStartNs) / 1e6,
                TotalMs = run.TotalMs,
                Stages = run.Stages,
            },
            Environment = new RunEnvironment
            {
                Os = host.Os,
                Kernel = host.Kernel,
                CpuModel = host.CpuModel,
                Cores = host.Cores,
                MemoryMib = Math.Round(host.MemoryBytes / 1048576.0),
                Dotnet = host.DotNet,
                Openssl = host.OpenSsl,
                LinkBackend = run.Backend,
                LinkBackendReason = run.BackendReason,
            },
            Verdict = Verdicts.Of(run, instruments, checks, pairs),
            Instruments = instruments,
            Checks = checks,
            Topology = Topologies.Of(run),
            Links = Topologies.LinksOf(run),
            Streams = Topologies.StreamsOf(run),
            RegionPairs = pairs,
            LatencyOverTime = RegionPairs.OverTime(run),
            Joins = Joins.Of(run),
            Processes = [.. run.Processes.Select(Describe)],
            Hops = hops,
            ViewersTotal = run.Plan.Viewers.Length,
            Viewers = [.. ViewerResult.WorstFirst(run.Swarms.SelectMany(swarm => swarm.Value.Viewers.Select(viewer => Describe(run, swarm.Key, viewer))))
                .Take(ResultsDocument.MostViewersListed)],
            Logs = run.Logs,
            Definitions = Texts.Definitions,
            NotMeasured = Texts.NotMeasured,
        };
    }

    private static ProcessResult Describe(MeasuredProcess process)
    {
        double wall = process.After.At.NanosecondsSince(process.Before.At) / 1e9;
        double cpu = (process.After.CpuNs - process.Before.CpuNs) / 1e9;
        long? forwarded = process.Node?.ForwardedPackets;
        return new ProcessResult
        {
            Name = process.Name,
            Kind = process.Kind,
            Role = process.Role,
            Region = process.Region,
            CpuSeconds = cpu,
            WindowSeconds = wall,
            CpuShare = cpu / wall,
            RunQueueWaitRatio = RunQueueWait.Between(process.Before.Waits, process.After.Waits) / 1e9 / wall,
            RssMib = process.After.Memory.ResidentBytes / 1048576.0,
            PeakRssMib = process.After.Memory.PeakResidentBytes / 1048576.0,
            Threads = process.After.Memory.Threads,
            GcCollections = process.Node?.Collections ?? process.Swarm?.Collections,
            GcPauseMs = process.Node?.CollectionPauseMs ?? process.Swarm?.CollectionPauseMs,
            AllocatedBytes = process.Node?.AllocatedBytes ?? process.Swarm?.AllocatedBytes,
            PacketsForwarded = forwarded,
            CpuPerPacketUs = forwarded > 0 ? cpu * 1e6 / forwarded : null,
            Residence = process.Node is { } node ? ResidenceSummary.From(LatencyHistogram.FromData(node.Residence)) : null,
        };
    }

    private static ViewerResult Describe(CollectedRun run, string region, SwarmViewerResult viewer) => new()
    {
        Id = viewer.Id,
        Edge = viewer.Edge,
        Stream = viewer.Stream,
        PublisherRegion = run.Plan.Stream(viewer.Stream).Region,
        ViewerRegion = region,
        Frames = viewer.VideoFrames + viewer.AudioFrames,
        LostPackets = viewer.PacketsLost,
        ResidualLostPackets = viewer.PacketsLost - viewer.PacketsRepaired,
        FreezeCount = viewer.Freezes,
        FreezeTimeMs = viewer.FrozenMs,
        LatencyP50Ms = viewer.LatencyP50Ms,
        LatencyP99Ms = viewer.LatencyP99Ms,
        JoinMs = viewer.JoinMs.Count == 5 ? viewer.JoinMs[4] : null,
    };
}

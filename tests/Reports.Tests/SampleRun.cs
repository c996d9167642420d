using CdnLab.Core;
using CdnLab.Measurement;
using CdnLab.Measurement.Results;

namespace CdnLab.Reports.Tests;

/// <summary>
/// Makes up a run of eu-us out of a seed: plausible figures for looking at the report and for comparing it. Not a
/// measurement.
/// </summary>
internal sealed class SampleRun(int viewersPerEdge = 40)
{
    private const double LinkDelayMs = 47.5;
    private const double LinkJitterMs = 2;
    private const double WindowSeconds = 20;
    private const double FramesPerSecond = 80;
    private static readonly string[] s_regions = ["eu", "us"];
    private static readonly string[] s_edges = ["e-eu1", "e-eu2", "e-us1", "e-us2"];
    private readonly SeededRandom _random = new(20);
    private readonly List<ViewerResult> _viewers = [];
    private readonly List<RegionPairResult> _pairs = [];
    private readonly List<LatencyTimeline> _timelines = [];

    public ResultsDocument Build()
    {
        foreach (string publisher in s_regions)
        {
            foreach (string viewer in s_regions)
            {
                AddPair(publisher, viewer);
            }
        }

        return new ResultsDocument
        {
            Run = Run(),
            Environment = Environment(),
            Verdict = new RunVerdict
            {
                Outcome = Outcome.Pass,
                ExitCode = 0,
                Sentence = $"All {_viewers.Count} viewers received both media; eu → us adds 0.7 ms to the link's 47.6 ms at the median, no freeze, no unrepaired loss.",
                Findings = [new Finding { Severity = FindingSeverity.Hint, Text = "6 packets were lost on the links; all were repaired in time." }],
            },
            Instruments = Instruments(),
            Checks = Checks(),
            Topology = Topology(),
            Links = [Link("eu", "us", 105_320, 9), Link("us", "eu", 31_250, 3)],
            Streams = [Stream("test_eu", "o-eu1", "eu"), Stream("test_us", "o-us1", "us")],
            RegionPairs = _pairs,
            LatencyOverTime = _timelines,
            Joins = Joins(),
            Processes = Processes(),
            Hops = [.. s_regions.SelectMany(p => s_regions.Select(v => Waterfall(p, v)))],
            ViewersTotal = _viewers.Count,
            Viewers = [.. ViewerResult.WorstFirst(_viewers).Take(ResultsDocument.MostViewersListed)],
            Logs = [.. new[] { "o-eu1", "e-eu1", "e-eu2", "o-us1", "e-us1", "e-us2", "swarm", "links" }.Select(p => new LogFile { Process = p, Path = $"logs/{p}.log" })],
            Definitions =
            [
                new Definition { Term = "CDN latency", Text = "Planned send time of a frame's first packet to kernel receive time of the packet that completes it." },
                new Definition { Term = "Freeze", Text = "A gap between shown frames of at least max(3 × avg, avg + 150 ms), avg over the last 30 (W3C webrtc-stats freezeCount)." },
                new Definition { Term = "Late frame", Text = "A complete frame that came after the moment at which it had to be shown." },
            ],
            NotMeasured = ["Encoding, decoding and display: frames are sent from a clip and not decoded.", "Picture quality: nodes pass packets through unchanged."],
        };
    }

    private static RunInfo Run() => new()
    {
        Scenario = "eu-us",
        ScenarioText = "name: eu-us\nseed: 1\nregions: [eu, us]\nlinks:\n  - between: [eu, us]\n    profile: fra-iad   # 47.5 ms one way, jitter 2 ms, loss 0.01 %\nviewers_per_edge: 40\nwarm_up: \"5 s\"\nmeasure: \"20 s\"\n",
        Overrides = ["viewers=40"],
        Seed = 1,
        StartedUtc = new DateTimeOffset(2026, 7, 2, 9, 30, 0, TimeSpan.Zero),
        Commit = "0123456789abcdef0123456789abcdef01234567",
        Dirty = false,
        RepeatCommand = "./run-lab.sh -Scenario eu-us -Seed 1 -Set viewers=40",
        WarmUpMs = 5000,
        MeasurementMs = WindowSeconds * 1000,
        TotalMs = 41_730,
        Stages =
        [
            new StageDuration { Name = "links", DurationMs = 310 }, new StageDuration { Name = "start nodes", DurationMs = 1840 },
            new StageDuration { Name = "publish", DurationMs = 620 }, new StageDuration { Name = "join viewers", DurationMs = 10_200 },
            new StageDuration { Name = "warm-up", DurationMs = 5000 }, new StageDuration { Name = "measure", DurationMs = 20_000 },
            new StageDuration { Name = "stop", DurationMs = 1410 }, new StageDuration { Name = "report", DurationMs = 2350 },
        ],
    };

    private static RunEnvironment Environment() => new()
    {
        Os = "Debian GNU/Linux 13 (trixie)",
        Kernel = "6.12.0",
        CpuModel = "Sample CPU @ 2.60GHz",
        Cores = 2,
        MemoryMib = 7936,
        Dotnet = "10.0.1",
        Openssl = "OpenSSL 3.5.1 1 Jul 2025",
        LinkBackend = LinkBackend.Fabric,
        LinkBackendReason = "Runs as root and the kernel has network namespaces and TUN.",
    };

    private static InstrumentReading[] Instruments() =>
    [
        new() { Name = "generator send lateness p99", Value = 0.41, Unit = "ms", Limit = 2, Ok = true, Explanation = "Frames would leave late and their lateness would count as the CDN's." },
        new() { Name = "emulator lateness p99", Value = 0.12, Unit = "ms", Limit = 1, Ok = true, Explanation = "Links would be slower than their profile says." },
        new() { Name = "receive buffer drops at viewers", Value = 0, Unit = "packets", Limit = 0, Ok = true, Explanation = "Loss at the tester would count as loss of the CDN." },
        new() { Name = "CPU steal", Value = 0.004, Unit = "ratio", Limit = 0.02, Ok = true, Explanation = "Another guest of the host would slow everything." },
        new() { Name = "clock offset uncertainty", Value = 1.8, Unit = "µs", Limit = 50, Ok = true, Explanation = "Kernel time stamps could not be compared with send times." },
        new() { Name = "traced packets per region pair", Value = 402, Unit = "packets", Limit = 100, LimitKind = LimitKind.AtLeast, Ok = true, Explanation = "The waterfall would rest on too few packets." },
    ];

    private static CheckResult[] Checks() =>
    [
        new() { Name = "all viewers receive both media", Expected = "160 of 160", Observed = "160 of 160", Ok = true },
        new() { Name = "playing test_eu on o-us1 is refused", Expected = "409 with Retry-After", Observed = "409 with Retry-After: 2", Ok = true },
        new() { Name = "each stream crosses the ocean once per edge that asks", Expected = "4 pulls", Observed = "4 pulls", Ok = true },
        new() { Name = "residual loss", Expected = "≤ 0.1 %", Observed = "0 %", Ok = true },
        new() { Name = "eu → us p50 over the link", Expected = "≤ 5 ms", Observed = "0.7 ms", Ok = true },
        new() { Name = "eu → eu p99", Expected = "≤ 15 ms", Observed = "1.7 ms", Ok = true },
    ];

    private static StreamResult Stream(string name, string origin, string region) => new()
    {
        Name = name,
        Origin = origin,
        PublisherRegion = region,
        VideoCodec = "VP8",
        AudioCodec = "opus",
        SentVideoFrames = 600,
        SentAudioFrames = 1000,
        SentPackets = 2340,
        BitrateKbps = 548.3,
    };

    private TopologyResult Topology() => new()
    {
        Regions = s_regions,
        Nodes =
        [
            Node("o-eu1", "origin", "eu", "10.1.0.1:8101", 0), Node("e-eu1", "edge", "eu", "10.1.0.2:8101", viewersPerEdge),
            Node("e-eu2", "edge", "eu", "10.1.0.3:8101", viewersPerEdge), Node("o-us1", "origin", "us", "10.2.0.1:8101", 0),
            Node("e-us1", "edge", "us", "10.2.0.2:8101", viewersPerEdge), Node("e-us2", "edge", "us", "10.2.0.3:8101", viewersPerEdge),
        ],
        Links = [new TopologyLink { From = "eu", To = "us", Profile = "fra-iad" }],
        Routes =
        [
            .. s_edges.SelectMany(e => new[]
            {
                new TopologyRoute { Stream = "test_eu", From = "o-eu1", To = e }, new TopologyRoute { Stream = "test_us", From = "o-us1", To = e },
            }),
        ],
    };

    private static TopologyNode Node(string name, string role, string region, string address, int viewers) =>
        new() { Name = name, Role = role, Region = region, Address = address, Viewers = viewers };

    private LinkResult Link(string from, string to, long packets, long lost)
    {
        var delay = new LatencyHistogram();
        for (long i = 0; i < packets; i++)
        {
            delay.Record(Nanoseconds(LinkDelayMs + (LinkJitterMs * Gauss()) + 0.05));
        }

        return new LinkResult
        {
            From = from,
            To = to,
            AskedDelayMs = LinkDelayMs,
            AskedJitterMs = LinkJitterMs,
            AskedLossRatio = 0.0001,
            AskedRateMbps = null,
            RealisedDelay = LatencySummary.From(delay),
            RealisedJitterMs = 1.97,
            RealisedRateMbps = packets * 1050 * 8 / WindowSeconds / 1e6,
            OfferedPackets = packets,
            DeliveredPackets = packets - lost,
            Dropped = [new DropCount { Reason = "loss", Packets = lost }, new DropCount { Reason = "queue full", Packets = 0 }],
            DeliveredBytes = (packets - lost) * 1050,
            EmulatorLateness = new LatencySummary { Count = packets, P50Ms = 0.021, P95Ms = 0.068, P99Ms = 0.118, MaxMs = 1.42 },
        };
    }

    private void AddPair(string publisher, string viewer)
    {
        bool crosses = publisher != viewer;
        double link = crosses ? LinkDelayMs + 0.05 : 0;
        int viewers = ViewersOf(publisher, viewer);
        var all = new LatencyHistogram();
        var video = new LatencyHistogram();
        var audio = new LatencyHistogram();
        var bins = new List<LatencyBin>();
        for (int second = 0; second < WindowSeconds; second++)
        {
            var bin = new LatencyHistogram();
            double load = 1 + (second == 12 ? 1.5 : 0) + (0.1 * Math.Sin(second));
            for (int i = 0; i < viewers * FramesPerSecond; i++)
            {
                bool isVideo = i % 8 < 3;
                double own = (isVideo ? 0.55 : 0.32) * load * Math.Exp(0.45 * Gauss());
                long latency = Nanoseconds(own + (crosses ? link + (LinkJitterMs * Gauss()) + (isVideo ? 0.6 : 0) : 0));
                bin.Record(latency);
                (isVideo ? video : audio).Record(latency);
            }

            all.Merge(bin);
            bins.Add(new LatencyBin
            {
                StartMs = second * 1000,
                Count = bin.Count,
                P50Ms = bin.PercentileMs(50),
                P99Ms = bin.PercentileMs(99),
                MaxMs = bin.MaxNanoseconds / 1e6,
            });
        }

        AddViewers(publisher, viewer, viewers, all);
        long lost = crosses ? 3 : 0;
        _timelines.Add(new LatencyTimeline { PublisherRegion = publisher, ViewerRegion = viewer, BinMs = 1000, Bins = bins });
        _pairs.Add(new RegionPairResult
        {
            PublisherRegion = publisher,
            ViewerRegion = viewer,
            Viewers = viewers,
            Latency = LatencySummary.From(all),
            VideoLatency = LatencySummary.From(video),
            AudioLatency = LatencySummary.From(audio),
            Histogram = all.ToData(),
            LinkDelayP50Ms = link,
            OverLinkP50Ms = all.PercentileMs(50) - link,
            ExpectedPackets = viewers * 2340,
            LostPackets = lost,
            RepairedPackets = lost,
            ResidualLossRatio = 0,
            FramesExpected = all.Count,
            FramesComplete = all.Count,
        });
    }

    private int ViewersOf(string publisher, string viewer)
    {
        int total = 2 * viewersPerEdge;
        int ofEu = viewer == "eu" ? total * 9 / 10 : total / 2;
        return publisher == "eu" ? ofEu : total - ofEu;
    }

    private void AddViewers(string publisher, string viewer, int count, LatencyHistogram all)
    {
        for (int i = 0; i < count; i++)
        {
            double spread = Math.Exp(0.05 * Gauss());
            _viewers.Add(new ViewerResult
            {
                Id = $"v-{_viewers.Count + 1:0000}",
                Edge = $"e-{viewer}{1 + (i % 2)}",
                Stream = $"test_{publisher}",
                PublisherRegion = publisher,
                ViewerRegion = viewer,
                Frames = (long)(WindowSeconds * FramesPerSecond),
                LostPackets = publisher != viewer && i < 3 ? 1 : 0,
                LatencyP50Ms = all.PercentileMs(50) * spread,
                LatencyP99Ms = all.PercentileMs(99) * spread,
                JoinMs = (publisher != viewer && i < 2 ? 420 : 150) * spread,
            });
        }
    }

    private static JoinResult[] Joins() =>
    [
        Join(JoinKind.Warm, "eu", "eu", 70, 118, 214), Join(JoinKind.Warm, "eu", "us", 38, 126, 221),
        Join(JoinKind.Warm, "us", "eu", 6, 121, 190), Join(JoinKind.Warm, "us", "us", 38, 119, 209),
        Join(JoinKind.Cold, "eu", "eu", 2, 214, 231), Join(JoinKind.Cold, "eu", "us", 2, 402, 415),
        Join(JoinKind.Cold, "us", "eu", 2, 398, 409), Join(JoinKind.Cold, "us", "us", 2, 209, 225),
    ];

    private static JoinResult Join(JoinKind kind, string publisher, string viewer, int count, double p50, double p95)
    {
        JoinPhase Part(double share) => new() { P50Ms = Math.Round(p50 * share, 2), P95Ms = Math.Round(p95 * share * 1.1, 2) };
        bool cold = kind == JoinKind.Cold;
        return new JoinResult
        {
            Kind = kind,
            PublisherRegion = publisher,
            ViewerRegion = viewer,
            Count = count,
            Total = new JoinPhase { P50Ms = p50, P95Ms = p95 },
            Http = Part(cold ? 0.62 : 0.08),
            Ice = Part(cold ? 0.02 : 0.04),
            Dtls = Part(cold ? 0.05 : 0.14),
            FirstPacket = Part(cold ? 0.06 : 0.09),
            FirstKeyFrame = Part(cold ? 0.24 : 0.63),
        };
    }

    private static ProcessResult[] Processes() =>
    [
        Node("o-eu1", "origin", "eu", 1.21, 61.2, 23_400), Node("e-eu1", "edge", "eu", 3.34, 74.8, 193_600), Node("e-eu2", "edge", "eu", 3.28, 74.1, 191_900),
        Node("o-us1", "origin", "us", 1.16, 60.9, 21_100), Node("e-us1", "edge", "us", 3.41, 75.3, 195_200), Node("e-us2", "edge", "us", 3.37, 74.9, 194_800),
        Tester("swarm", ProcessKind.Generator, 7.9, 212.4), Tester("links", ProcessKind.Emulator, 2.3, 38.6), Tester("cdnlab", ProcessKind.Runner, 0.3, 88.1),
    ];

    private static ProcessResult Node(string name, string role, string region, double cpu, double rss, long packets) =>
        Tester(name, ProcessKind.Node, cpu, rss) with
        {
            Role = role,
            Region = region,
            GcCollections = 0,
            GcPauseMs = 0,
            AllocatedBytes = 1_240_000,
            PacketsForwarded = packets,
            CpuPerPacketUs = cpu * 1e6 / packets,
            Residence = new ResidenceSummary { Count = packets, P50Us = role == "origin" ? 58 : 96, P99Us = role == "origin" ? 184 : 342, MaxUs = 2410 },
        };

    private static ProcessResult Tester(string name, ProcessKind kind, double cpu, double rss) => new()
    {
        Name = name,
        Kind = kind,
        CpuSeconds = cpu,
        WindowSeconds = WindowSeconds,
        CpuShare = cpu / WindowSeconds,
        RunQueueWaitRatio = 0.011,
        RssMib = rss,
        PeakRssMib = rss * 1.06,
        Threads = 14,
    };

    private static LatencyWaterfall Waterfall(string publisher, string viewer)
    {
        bool crosses = publisher != viewer;
        LatencyStage Stage(string name, StageKind kind, double p50, double p99) => new() { Name = name, Kind = kind, P50Ms = p50, P99Ms = p99 };
        List<LatencyStage> stages = [Stage("publisher to origin", StageKind.Host, 0.06, 0.21), Stage("origin", StageKind.Node, 0.058, 0.184)];
        stages.Add(crosses
            ? Stage($"link {publisher} to {viewer}", StageKind.Link, 47.55, 52.2)
            : Stage("origin to edge", StageKind.Host, 0.05, 0.17));
        stages.AddRange([Stage("edge", StageKind.Node, 0.096, 0.342), Stage("edge to viewer", StageKind.Host, 0.07, 0.26)]);
        return new LatencyWaterfall
        {
            PublisherRegion = publisher,
            ViewerRegion = viewer,
            TracedPackets = crosses ? 402 : 811,
            EndToEndP50Ms = stages.Sum(s => s.P50Ms) + 0.03,
            EndToEndP99Ms = stages.Sum(s => s.P99Ms) * 0.97,
            UnexplainedP50Ms = 0.03,
            UnexplainedP99Ms = 0.11,
            Stages = stages,
        };
    }

    // The sum of twelve uniform numbers, less six: near enough to a normal one, and the same on every machine.
    private double Gauss()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
        {
            sum += _random.NextDouble();
        }

        return sum;
    }

    private static long Nanoseconds(double milliseconds) => (long)(milliseconds * 1e6);
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CdnLab.EndToEnd.Tests.Harness;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Results;
using CdnLab.Processes;

namespace CdnLab.EndToEnd.Tests;

/// <summary>Scenarios from the command line to the report.</summary>
public sealed partial class WholeRunTests
{
    [Fact]
    public async Task A_run_on_loopback_brings_every_frame_to_every_viewer_writes_a_report_and_leaves_nothing()
    {
        await using LabProgram lab = LabProgram.Start(["run", "eu-only", "--set", "viewers=4,duration=2s,warm_up=1s"]);
        int code = await lab.WaitForExitAsync();
        await lab.Left.NothingAsync();
        ResultsDocument results = lab.Results;
        AssertSound(results, code, lab);
        Assert.Equal(LinkBackend.Loopback, results.Environment.LinkBackend);
        Assert.Equal(8, results.ViewersTotal);
        RegionPairResult pair = Assert.Single(results.RegionPairs);
        Assert.Equal((8, pair.FramesExpected, 0), (pair.Viewers, pair.FramesComplete, pair.FreezeCount));

        // 30 pictures and 50 sounds a second.
        Assert.InRange(pair.FramesExpected, 8 * 2 * 79, 8 * 2 * 81);
        Assert.Equal(3 + 1, results.Processes.Count);
        Assert.All(results.Logs, log => Assert.True(File.Exists(Path.Combine(lab.Folder, log.Path)), $"{log.Path} is missing"));

        string report = await File.ReadAllTextAsync(Path.Combine(lab.Folder, "report.html"));
        Assert.Contains("id=\"matrix\"", report);
        Assert.Empty(OutsideReference().Matches(report).Select(match => match.Value));
        Assert.Contains($"report: {Path.Combine(lab.Folder, "report.html")}", lab.Output);
    }

    [FabricFact]
    public async Task A_run_across_a_lossy_ocean_repairs_what_was_lost_and_sends_each_stream_over_once_per_edge()
    {
        await using LabProgram lab = LabProgram.Start(["run", "eu-us", "--hold", "--set", "viewers=4,duration=5s,warm_up=1s,loss=1%"]);
        await lab.WaitForLineAsync("Press Enter or Ctrl-C");

        // While it is held: every node is named with its address and the way in, and serves there.
        Dictionary<string, int> downstream = [];
        foreach (string name in new[] { "o-eu1", "e-eu1", "e-eu2", "o-us1", "e-us1", "e-us2" })
        {
            Match line = HeldNode().Match(lab.Output.Split('\n').Single(line => line.TrimStart().StartsWith(name + " ", StringComparison.Ordinal)));
            Assert.True(line.Success, $"the line of {name} names no address and no command: {lab.Output}");
            Socket socket = NetworkNamespace.Run($"/proc/{line.Groups["pid"].Value}/ns/net", () =>
            {
                var inside = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                inside.Connect(IPAddress.Parse(line.Groups["address"].Value), 8080);
                return inside;
            });
            socket.Dispose();
            using HttpClient admin = HttpReadiness.CreateClient(Path.Combine(lab.Left.SocketFolder, name + ".sock"));
            downstream[name] = NodeStatus.Parse(await admin.GetStringAsync("/status")).Sessions["downstream"];
        }

        Assert.True(lab.Left.RememberNamespaces() == 2, "the run has not two namespaces");
        lab.PressEnter();
        int code = await lab.WaitForExitAsync();
        await lab.Left.NothingAsync();
        ResultsDocument results = lab.Results;
        AssertSound(results, code, lab);
        Assert.Equal(LinkBackend.Fabric, results.Environment.LinkBackend);

        foreach (TopologyNode origin in results.Topology.Nodes.Where(node => node.Role == "origin"))
        {
            string[] edges = [.. results.Topology.Routes.Where(route => route.From == origin.Name).Select(route => route.To)];
            Assert.True(edges.Length > 0, $"nobody watches what is published to {origin.Name}");
            Assert.True(downstream[origin.Name] == edges.Length, $"{origin.Name} serves {downstream[origin.Name]} nodes; viewers watch its stream on {string.Join(", ", edges)}");
        }

        LinkResult ocean = results.Links.Single(link => (link.From, link.To) == ("eu", "us"));
        Assert.True(ocean.Dropped.Sum(drop => drop.Packets) > 0, "the link from eu to us lost nothing");
        Match repaired = Repairs().Match(results.Checks.Single(check => check.Name == "losses between nodes are repaired").Observed);
        Assert.True(Count(repaired, 1) > 0, "the nodes missed nothing");

        // A repair takes a round trip: a packet may be lost on one side of the window's edges and come on the other.
        const int UnderWay = 3;
        Assert.InRange(Count(repaired, 2), Count(repaired, 1) - UnderWay, Count(repaired, 1) + UnderWay);
        Assert.Equal(0, Count(repaired, 3));
        Assert.Single(results.Checks, check => check.Name == "an origin does not play another origin's stream" && check.Observed.StartsWith("403", StringComparison.Ordinal));

        RegionPairResult across = results.RegionPairs.Single(pair => (pair.PublisherRegion, pair.ViewerRegion) == ("eu", "us"));
        Assert.True(across.ResidualLossRatio <= 0.001, $"{across.FramesComplete} of {across.FramesExpected} frames came");
        Assert.InRange(across.LinkDelayP50Ms!.Value, 47.5 - 1, 47.5 + 2);
        LatencyWaterfall hops = results.Hops.Single(hop => (hop.PublisherRegion, hop.ViewerRegion) == ("eu", "us"));
        Assert.True(hops.TracedPackets > 0, "no packet was followed from eu to us");
        Assert.True(across.Latency!.P50Ms >= across.LinkDelayP50Ms.Value - 0.5, $"{across.Latency.P50Ms} ms at p50 are less than the link's delay");

        // A run that says itself that its instruments were poor says nothing about speed.
        if (results.Verdict.Outcome != Outcome.Invalid)
        {
            Assert.True(across.Latency.P50Ms <= across.LinkDelayP50Ms.Value + 5, $"{across.Latency.P50Ms} ms at p50 are more than 5 ms over the link's {across.LinkDelayP50Ms}");

            // 0.5 ms is asked of a run on a machine of its own; tests share theirs.
            Assert.True(hops.UnexplainedP50Ms <= 2, $"{hops.UnexplainedP50Ms} ms at p50 are not explained by the hops");
        }
    }

    /// <summary>All that the CDN has to do holds. On a machine that is busy with other things the instruments may be poor, which is the machine's fault.</summary>
    internal static void AssertSound(ResultsDocument results, int code, LabProgram lab)
    {
        bool poor = results.Instruments.Any(instrument => !instrument.Ok);

        // Where others took the machine, frames come late for a reason that is not the CDN's; that they come is judged all the same.
        Assert.All(
            results.Checks.Where(check => !poor || !TimingChecks.Contains(check.Name)),
            check => Assert.True(check.Ok, $"{check.Name}: expected {check.Expected}, observed {check.Observed}\n{lab.Errors}"));
        Assert.Equal(results.Verdict.ExitCode, code);
        Assert.Equal(poor ? (Outcome.Invalid, 7) : (Outcome.Pass, 0), (results.Verdict.Outcome, code));
    }

    private static readonly string[] TimingChecks = ["frames arrive in time", "nothing freezes", "freezes stay rare"];

    private static int Count(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"http://(?<address>[\d.]+):8080/ .*nsenter --net=/proc/(?<pid>\d+)/ns/net curl http://\k<address>:8080/status")]
    private static partial Regex HeldNode();

    [GeneratedRegex(@"^(\d+) lost, (\d+) repaired, (\d+) never came$")]
    private static partial Regex Repairs();

    [GeneratedRegex(@"<(script|link|img|iframe|source|object)\b[^>]*\b(src|href|data)\s*=\s*[""']?(https?:|//|file:|\.)|url\(\s*[""']?https?:|@import")]
    private static partial Regex OutsideReference();
}

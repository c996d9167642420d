using CdnLab.EndToEnd.Tests.Harness;
using CdnLab.Viewers.Swarm;

namespace CdnLab.EndToEnd.Tests;

/// <summary>Viewers that come and go leave an edge as it was.</summary>
public sealed class ManyJoinsTests
{
    private const int Rounds = 3;
    private const int Waves = 4;
    private const int WaveSize = 50;
    private const double JoinsPerSecond = 100;
    private const long GrowthAllowed = 10 << 20;

    // What may be collected is then collected: garbage that the collector has not yet come to is no leak. About 6 MiB live.
    private static readonly Dictionary<string, string?> SmallHeap = new() { ["DOTNET_GCHeapHardLimit"] = "0x2000000" };

    [Fact]
    public async Task Two_hundred_joins_and_leaves_leave_no_session_no_socket_and_no_memory()
    {
        using var folder = new TemporaryFolder();
        await using NodeProcess origin = await NodeProcess.StartAsync(folder, "origin", "origin", "127.66.1.1");
        await using NodeProcess edge = await NodeProcess.StartAsync(folder, "edge", "edge", "127.66.1.2", origin.Address, SmallHeap);
        await using SwarmProcess swarm = await SwarmProcess.StartAsync(folder);
        await swarm.PublishAsync("s", origin, "127.66.2.1");
        await edge.UntilAsync(status => status.Text.Contains("\"name\":\"s\"", StringComparison.Ordinal) ? null : "it does not know the stream");

        // One that comes and goes, so that the edge has its pull and what belongs to it, and keeps them.
        await swarm.JoinAsync([Viewer(edge, 0)], JoinsPerSecond);
        await swarm.DoAsync<SwarmEvent.Done>(new SwarmCommand.Leave());
        await edge.UntilAsync(NothingRuns);
        int descriptors = edge.Descriptors;
        int originDescriptors = origin.Descriptors;

        // The first round makes room: code, buffers of the allocators. From then on nothing may be added.
        var resident = new List<long>();
        for (int round = 1; round <= Rounds; round++)
        {
            for (int wave = 0; wave < Waves; wave++)
            {
                await swarm.JoinAsync([.. Enumerable.Range(1, WaveSize).Select(i => Viewer(edge, i))], JoinsPerSecond);
                Assert.Equal(WaveSize, (await edge.StatusAsync()).Sessions["viewer"]);
                await swarm.DoAsync<SwarmEvent.Done>(new SwarmCommand.Leave());
            }

            await edge.UntilAsync(NothingRuns);
            NodeStatus status = await edge.StatusAsync();
            Assert.Equal(1 + (round * Waves * WaveSize) + 1, status.Counters["sessions_made"]);
            resident.Add(edge.ResidentBytes);
        }

        await Waiting.UntilAsync(() => edge.Descriptors <= descriptors + 2 ? null : $"the edge has {edge.Descriptors} descriptors; it had {descriptors} before");
        await Waiting.UntilAsync(() => origin.Descriptors <= originDescriptors + 2 ? null : $"the origin has {origin.Descriptors} descriptors; it had {originDescriptors} before");
        Assert.True(
            resident[2] - resident[1] <= GrowthAllowed,
            $"after each round of 200 joins the edge had {string.Join(", ", resident.Select(bytes => bytes >> 20))} MiB");
    }

    private static SwarmViewer Viewer(NodeProcess edge, int number) =>
        new($"v{number}", "s", "edge", $"{edge.Url}/whep/s", $"127.66.4.{1 + number}", number == 0);

    private static string? NothingRuns(NodeStatus status) =>
        status.Sessions["viewer"] != 0 ? "viewers are still there"
        : status.Counters["sessions_made"] != status.Counters["sessions_ended"] + status.Running ? "sessions made are not those ended and those running"
        : null;
}

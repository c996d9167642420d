using CdnLab.Control;
using CdnLab.Core;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Linux;
using CdnLab.Measurement.Results;
using CdnLab.Processes;
using CdnLab.Scenario;
using CdnLab.Viewers.Swarm;

namespace CdnLab.Runner.Run;

/// <summary>Carries out one scenario, stage by stage, and brings home what it measured.</summary>
internal sealed class LabRun(LabPaths paths, RunOptions options, Backend backend)
{
    private const double ColdJoinsPerSecond = 10;
    private const double WarmJoinsPerSecond = 20;

    // Time for what was sent at the window's end to arrive, and for what was lost to be asked for again.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(1.2);
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan DeathNotice = TimeSpan.FromSeconds(1);

    // A window that is closed by hand ends a little later, so that publishers and viewers hear of it before its last frame.
    private static readonly TimeSpan ClosingLead = TimeSpan.FromMilliseconds(200);

    private readonly ScenarioPlan _plan = options.Plan;
    private readonly List<StageDuration> _stages = [];
    private readonly List<JoinFailure> _joinFailures = [];
    private readonly Dictionary<string, SwarmResults> _swarmResults = [];

    /// <summary>Runs the scenario.</summary>
    /// <param name="gentle">Cancelled by the first Ctrl-C: a measuring window in progress is closed and reported.</param>
    /// <param name="hard">Cancelled by the second: all processes are killed.</param>
    /// <exception cref="RunFailedException">It could not be carried out.</exception>
    /// <exception cref="OperationCanceledException">It was ended by hand before there was anything to report.</exception>
    public async Task<CollectedRun> RunAsync(CancellationToken gentle, CancellationToken hard)
    {
        Instant begun = SystemClock.Now;
        DateTimeOffset startedUtc = DateTimeOffset.UtcNow;
        long unixOffset = SystemClock.MeasureUnixOffset();
        await using var cluster = new Cluster(paths, options, backend, hard);
        using var dead = CancellationTokenSource.CreateLinkedTokenSource(gentle);
        Task<ChildExit> death = cluster.FirstUnexpectedExit;
        _ = death.ContinueWith(_ => dead.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await StageAsync("links", () => cluster.StartFabricAsync(dead.Token)).ConfigureAwait(false);
            await StageAsync("nodes", () => StartNodesAsync(cluster, dead.Token)).ConfigureAwait(false);
            await StageAsync("swarms", () => StartSwarmsAsync(cluster, dead.Token)).ConfigureAwait(false);
            await StageAsync("publish", () => PublishAsync(cluster, dead.Token)).ConfigureAwait(false);
            IReadOnlyList<CheckResult> probes = await ProbeAsync(cluster, dead.Token).ConfigureAwait(false);
            await StageAsync("cold joins", () => JoinAsync(cluster, cold: true, dead.Token)).ConfigureAwait(false);
            await StageAsync("warm joins", () => JoinAsync(cluster, cold: false, dead.Token)).ConfigureAwait(false);
            options.Progress($"warming up for {_plan.WarmUp.TotalSeconds:0.#} s");
            await StageAsync("warm-up", () => Task.Delay(_plan.WarmUp, dead.Token)).ConfigureAwait(false);
            CollectedRun collected = await MeasureAsync(cluster, probes, gentle, dead.Token).ConfigureAwait(false);
            if (options.Hold && !gentle.IsCancellationRequested)
            {
                await HoldAsync(cluster, dead.Token).ConfigureAwait(false);
            }

            options.Progress("stopping");
            await StageAsync("stop", () => StopAsync(cluster)).ConfigureAwait(false);
            return collected with
            {
                LinkTrace = File.Exists(cluster.FabricTrace) ? [.. TraceFile.Read(cluster.FabricTrace)] : [],
                StartedUtc = startedUtc,
                Stages = _stages,
                TotalMs = SystemClock.Now.NanosecondsSince(begun) / 1e6,
                ClockDriftUs = (SystemClock.MeasureUnixOffset() - unixOffset) / 1e3,
            };
        }
        catch (Exception exception) when (hard.IsCancellationRequested && IsOfTheRun(exception))
        {
            // What is killed answers no more, and whoever waits for it learns so in his own way.
            throw new OperationCanceledException("The run was ended at once.", exception, hard);
        }
        catch (Exception exception) when (IsOfTheRun(exception))
        {
            // A node that dies breaks what others do with it, and they may notice before its end is known.
            if (await Task.WhenAny(death, Task.Delay(exception is OperationCanceledException ? TimeSpan.Zero : DeathNotice, CancellationToken.None)).ConfigureAwait(false) == death)
            {
                throw new RunFailedException(ExitCodes.CannotRun, (await death.ConfigureAwait(false)).Describe(), exception);
            }

            if (exception is OperationCanceledException or RunFailedException)
            {
                throw;
            }

            throw new RunFailedException(ExitCodes.CannotRun, exception.Message, exception);
        }
    }

    private static bool IsOfTheRun(Exception exception) =>
        exception is OperationCanceledException or HttpRequestException or IOException or FabricException or ProcessFailedException or RunFailedException;

    private async Task StageAsync(string name, Func<Task> work)
    {
        Instant begun = SystemClock.Now;
        await work().ConfigureAwait(false);
        _stages.Add(new StageDuration { Name = name, DurationMs = SystemClock.Now.NanosecondsSince(begun) / 1e6 });
    }

    private async Task StartNodesAsync(Cluster cluster, CancellationToken cancellation)
    {
        foreach (IGrouping<int, NodePlan> stage in _plan.Stages)
        {
            options.Progress($"starting {string.Join(", ", stage.Select(node => node.Name))}");

            // An entry point of the same stage must be up before it is asked for membership; the others start together.
            foreach (IGrouping<bool, NodePlan> wave in stage.GroupBy(node => stage.Any(other => other.EntryPoint == node.Name)).OrderByDescending(wave => wave.Key))
            {
                await Task.WhenAll(wave.Select(node => cluster.StartNodeAsync(node, cancellation))).ConfigureAwait(false);
            }

            await Cluster.UntilAsync(token => FindMissingLinksAsync(cluster, token), cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<string?> FindMissingLinksAsync(Cluster cluster, CancellationToken cancellation)
    {
        foreach (NodeHandle node in cluster.Nodes)
        {
            (HashSet<string> active, _) = await node.ReadStatusAsync(cancellation).ConfigureAwait(false);
            if (cluster.Nodes.Find(other => other != node && !active.Contains(other.Plan.Name)) is { } missing)
            {
                return $"{missing.Plan.Name} as an ACTIVE node on {node.Plan.Name}";
            }
        }

        return null;
    }

    private async Task StartSwarmsAsync(Cluster cluster, CancellationToken cancellation)
    {
        IEnumerable<string> regions = _plan.Regions.Select(region => region.Name)
            .Where(region => _plan.Viewers.Any(viewer => viewer.Region == region)
                || _plan.Streams.Any(stream => stream.Region == region)
                || _plan.Checks.Any(check => _plan.Node(check.At).Region == region));
        foreach (string region in regions)
        {
            await cluster.StartSwarmAsync(region, cancellation).ConfigureAwait(false);
        }
    }

    private async Task PublishAsync(Cluster cluster, CancellationToken cancellation)
    {
        foreach (StreamPlan stream in _plan.Streams)
        {
            options.Progress($"publishing {stream.Name} to {stream.PublishTo}");
            NodeHandle origin = cluster.Nodes.Find(node => node.Plan.Name == stream.PublishTo)!;
            await cluster.Swarms[stream.Region].DoAsync<SwarmEvent.Done>(
                new SwarmCommand.Publish(stream.Name, $"{origin.Url}/whip/{stream.Name}", cluster.Addresses.Publisher(stream.Name).ToString()),
                cancellation).ConfigureAwait(false);
        }

        await Cluster.UntilAsync(
            async token =>
            {
                foreach (NodeHandle node in cluster.Nodes)
                {
                    (_, HashSet<string> streams) = await node.ReadStatusAsync(token).ConfigureAwait(false);
                    if (_plan.Streams.FirstOrDefault(stream => !streams.Contains(stream.Name)) is { } missing)
                    {
                        return $"stream {missing.Name} on {node.Plan.Name}";
                    }
                }

                return null;
            },
            cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<CheckResult>> ProbeAsync(Cluster cluster, CancellationToken cancellation)
    {
        var results = new List<CheckResult>();
        foreach (CheckPlan check in _plan.Checks)
        {
            NodeHandle node = cluster.Nodes.Find(candidate => candidate.Plan.Name == check.At)!;
            string address = cluster.Addresses.Region(node.Plan.Region).Checker.ToString();
            SwarmEvent.Probed probed = await cluster.Swarms[node.Plan.Region].DoAsync<SwarmEvent.Probed>(
                new SwarmCommand.Probe($"{node.Url}/whep/{check.Play}", address), cancellation).ConfigureAwait(false);
            bool plays = probed.Status == 201;
            results.Add(new CheckResult
            {
                Name = check.Name,
                Expected = $"playing {check.Play} on {check.At} {(check.Expect == CheckOutcome.Plays ? "works" : "is refused")}",
                Observed = plays ? "201: it plays" : $"{probed.Status}: {probed.Reason.Trim()}",

                // A refusal is an answer of the node's own; a failing node refuses nothing.
                Ok = check.Expect == CheckOutcome.Plays ? plays : probed.Status is >= 400 and < 500,
            });
        }

        return results;
    }

    private async Task JoinAsync(Cluster cluster, bool cold, CancellationToken cancellation)
    {
        HashSet<int> first = [.. _plan.Viewers.GroupBy(viewer => (viewer.Node, viewer.Stream)).Select(group => group.First().Id)];
        ViewerPlan[] joining = [.. _plan.Viewers.Where(viewer => first.Contains(viewer.Id) == cold)];
        if (joining.Length == 0)
        {
            return;
        }

        options.Progress($"{joining.Length} viewers join {(cold ? "edges that do not have their stream yet" : "warm edges")}");
        SwarmEvent.Joined[] joined = await Task.WhenAll(cluster.Swarms.Values.Select(swarm => swarm.DoAsync<SwarmEvent.Joined>(
            new SwarmCommand.Join(
                [.. joining.Where(viewer => viewer.Region == swarm.Region).Select(viewer => new SwarmViewer(
                    $"v{viewer.Id}",
                    viewer.Stream,
                    viewer.Node,
                    $"{cluster.Nodes.Find(node => node.Plan.Name == viewer.Node)!.Url}/whep/{viewer.Stream}",
                    cluster.Addresses.Viewer(viewer).ToString(),
                    cold))],
                cold ? ColdJoinsPerSecond : WarmJoinsPerSecond),
            cancellation))).ConfigureAwait(false);
        _joinFailures.AddRange(joined.SelectMany(part => part.Failures));
    }

    private async Task<CollectedRun> MeasureAsync(
        Cluster cluster, IReadOnlyList<CheckResult> probes, CancellationToken gentle, CancellationToken cancellation)
    {
        options.Progress($"measuring for {_plan.Duration.TotalSeconds:0.#} s");
        Instant start = SystemClock.Now + Lead;
        Instant end = start + _plan.Duration;
        await Task.WhenAll(cluster.Swarms.Values.Select(swarm =>
            swarm.DoAsync<SwarmEvent.Done>(new SwarmCommand.Window(start.Nanoseconds, end.Nanoseconds), cancellation))).ConfigureAwait(false);
        await DelayUntilAsync(start, cancellation).ConfigureAwait(false);

        // From here on there is something to report, so Ctrl-C closes the window and no longer forgets it.
        await Task.WhenAll(cluster.Nodes.Select(node => node.ResetAsync(CancellationToken.None))).ConfigureAwait(false);
        await (cluster.Fabric?.ResetAsync(CancellationToken.None) ?? Task.CompletedTask).ConfigureAwait(false);
        HostCpu.TryRead(out HostCpu hostBefore);
        Dictionary<int, ProcessSample> before = cluster.Processes.ToDictionary(process => process.Pid, process => ProcessSample.Read(process.Pid));

        bool endedEarly = false;
        try
        {
            await DelayUntilAsync(end, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (gentle.IsCancellationRequested && !cluster.FirstUnexpectedExit.IsCompleted)
        {
            endedEarly = true;
            end = Instant.Min(end, SystemClock.Now + ClosingLead);
            await Task.WhenAll(cluster.Swarms.Values.Select(swarm =>
                swarm.DoAsync<SwarmEvent.Done>(new SwarmCommand.Window(start.Nanoseconds, end.Nanoseconds), default))).ConfigureAwait(false);
            await DelayUntilAsync(end, CancellationToken.None).ConfigureAwait(false);
        }

        // Ctrl-C has done its work; what is left is quick and must not be cut short.
        CancellationToken closing = endedEarly ? CancellationToken.None : cancellation;
        Dictionary<int, ProcessSample> after = cluster.Processes.ToDictionary(process => process.Pid, process => ProcessSample.Read(process.Pid));
        HostCpu.TryRead(out HostCpu hostAfter);
        FabricEvent.Snapshot? links = cluster.Fabric is null ? null : await cluster.Fabric.SnapshotAsync(closing).ConfigureAwait(false);
        Dictionary<string, NodeMeasurements> nodes = [];
        foreach (NodeHandle node in cluster.Nodes)
        {
            nodes.Add(node.Plan.Name, await node.MeasureAsync(closing).ConfigureAwait(false));
        }

        await Task.Delay(Drain, closing).ConfigureAwait(false);
        options.Progress("collecting");
        foreach (SwarmHandle swarm in cluster.Swarms.Values)
        {
            string file = Path.Combine(options.OutputFolder, $"swarm-{swarm.Region}.json");
            await swarm.DoAsync<SwarmEvent.Done>(new SwarmCommand.Collect(file), closing).ConfigureAwait(false);
            _swarmResults.Add(swarm.Region, ReadSwarm(file));
        }

        return new CollectedRun
        {
            Plan = _plan,
            Addresses = cluster.Addresses.Nodes,
            Backend = backend.Kind,
            BackendReason = backend.Reason,
            StartedUtc = default,
            Stages = [],
            TotalMs = 0,
            ClockDriftUs = 0,
            WindowStartNs = start.Nanoseconds,
            WindowEndNs = end.Nanoseconds,
            Processes = [.. cluster.Processes.Select(process => Describe(process, cluster, before[process.Pid], after[process.Pid], nodes))],
            Swarms = _swarmResults,
            JoinFailures = _joinFailures,
            Probes = probes,
            Links = links,
            LinkTrace = [],
            HostBefore = hostBefore,
            HostAfter = hostAfter,
            Logs = [.. cluster.Processes.Select(process => new LogFile { Process = process.Name, Path = Path.GetRelativePath(options.OutputFolder, process.Start.LogPath) })],
            EndedEarly = endedEarly,
        };
    }

    private MeasuredProcess Describe(
        ChildProcess process, Cluster cluster, ProcessSample before, ProcessSample after, Dictionary<string, NodeMeasurements> nodes)
    {
        if (cluster.Nodes.Find(node => node.Process == process) is { } node)
        {
            string role = node.Plan.Role == NodeRole.Origin ? "origin" : "edge";
            return new MeasuredProcess(process.Name, ProcessKind.Node, role, node.Plan.Region, before, after, nodes[process.Name], null);
        }

        SwarmHandle? swarm = cluster.Swarms.Values.FirstOrDefault(candidate => candidate.Process == process);
        return swarm is null
            ? new MeasuredProcess(process.Name, ProcessKind.Emulator, "", "", before, after, null, null)
            : new MeasuredProcess(process.Name, ProcessKind.Generator, "", swarm.Region, before, after, null, _swarmResults[swarm.Region].Process);
    }

    private static SwarmResults ReadSwarm(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return System.Text.Json.JsonSerializer.Deserialize(stream, SwarmJson.Default.SwarmResults)
            ?? throw new InvalidDataException($"{file} holds no results.");
    }

    private static Task DelayUntilAsync(Instant until, CancellationToken cancellation)
    {
        TimeSpan left = until - SystemClock.Now;
        return left > TimeSpan.Zero ? Task.Delay(left, cancellation) : Task.CompletedTask;
    }

    private static async Task HoldAsync(Cluster cluster, CancellationToken cancellation)
    {
        Console.WriteLine();
        Console.WriteLine("The cluster stays up. Its nodes:");
        foreach (NodeHandle node in cluster.Nodes)
        {
            string enter = cluster.EnterCommand(node);
            Console.WriteLine(enter.Length == 0
                ? $"  {node.Plan.Name,-10} {node.Url}/"
                : $"  {node.Plan.Name,-10} {node.Url}/   from inside its region: {enter} curl {node.Url}/status");
        }

        Console.WriteLine("Press Enter or Ctrl-C to stop it.");
        try
        {
            await Task.Run(Console.ReadLine, cancellation).WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C, or a process has died: either way the holding is over. What was measured before is reported all the same.
            if (cluster.FirstUnexpectedExit.IsCompleted)
            {
                await Console.Error.WriteLineAsync((await cluster.FirstUnexpectedExit.ConfigureAwait(false)).Describe()).ConfigureAwait(false);
            }
        }
    }

    private static async Task StopAsync(Cluster cluster)
    {
        // Every viewer and publisher takes its leave, as people do; one that cannot is not waited for.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await Task.WhenAll(cluster.Swarms.Values.Select(swarm => swarm.DoAsync<SwarmEvent.Done>(new SwarmCommand.Stop(), limit.Token))).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or RunFailedException)
        {
            await Console.Error.WriteLineAsync($"A swarm did not take its leave: {exception.Message}").ConfigureAwait(false);
        }

        await cluster.StopAsync().ConfigureAwait(false);
    }
}

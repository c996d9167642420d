using System.Globalization;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Results;
using CdnLab.Processes;
using CdnLab.Scenario;
using NetemProfile = CdnLab.Links.Netem.LinkProfile;

namespace CdnLab.Runner.Run;

/// <summary>The processes of a run: fabric, nodes and swarms, each in its region; nothing of them outlives the run.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const int TraceEvery = 20;
    private const int SwarmsStop = 0;
    private const int NodesStop = 1;
    private const int FabricStop = 2;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private readonly LabPaths _paths;
    private readonly RunOptions _options;
    private readonly Backend _backend;
    private readonly string _sockets;
    private readonly RunProcesses _processes;
    private readonly CancellationTokenRegistration _killing;
    private FabricEvent.Ready? _fabricReady;
    private ChildLines? _fabricLines;

    /// <param name="paths">Where the programs are.</param>
    /// <param name="options">What to run.</param>
    /// <param name="backend">How links are made.</param>
    /// <param name="hard">Cancelled when all processes are to be killed, also while they are being stopped.</param>
    public Cluster(LabPaths paths, RunOptions options, Backend backend, CancellationToken hard)
    {
        _paths = paths;
        _options = options;
        _backend = backend;
        Addresses = new AddressPlan(options.Plan, loopback: backend.Kind == LinkBackend.Loopback);
        _processes = new RunProcesses(Path.Combine(options.OutputFolder, "logs"));
        _sockets = SocketFolder.Make();
        _killing = hard.Register(_processes.KillAll);
    }

    public AddressPlan Addresses { get; }

    public List<NodeHandle> Nodes { get; } = [];

    public Dictionary<string, SwarmHandle> Swarms { get; } = [];

    public FabricClient? Fabric { get; private set; }

    public ChildProcess? FabricProcess { get; private set; }

    public string FabricTrace => Path.Combine(_options.OutputFolder, "links-trace.csv");

    public IReadOnlyList<ChildProcess> Processes => _processes.All;

    /// <summary>Ends when a child ends that nobody has asked to.</summary>
    public Task<ChildExit> FirstUnexpectedExit => _processes.FirstUnexpectedExit;

    /// <summary>How to start a shell inside a region's namespace; empty on loopback.</summary>
    public string EnterCommand(NodeHandle node) =>
        _backend.Kind == LinkBackend.Loopback ? "" : $"nsenter --net=/proc/{node.Process.Pid}/ns/net";

    public async Task StartFabricAsync(CancellationToken cancellation)
    {
        if (_backend.Kind == LinkBackend.Loopback)
        {
            return;
        }

        string plan = Path.Combine(_options.OutputFolder, "fabric.json");
        DescribeFabric().Save(plan);
        _fabricLines = new ChildLines();
        FabricProcess = await _processes.StartAsync(new ChildStart
        {
            Name = "fabric",
            Executable = _paths.Fabric,
            Arguments = ["--plan", plan],
            LogPath = _processes.LogPathOf("fabric"),
            OnOutputLine = _fabricLines.Add,
            StopOrder = FabricStop,
        }).ConfigureAwait(false);
        EndWith(FabricProcess, _fabricLines);
        Fabric = new FabricClient(_fabricLines, new ChildInput(FabricProcess));
        try
        {
            _fabricReady = await Fabric.WaitReadyAsync(cancellation).ConfigureAwait(false);
        }
        catch (FabricException exception)
        {
            throw new RunFailedException(ExitCodes.CannotRun, $"The link fabric could not be built: {exception.Message}", exception);
        }
    }

    public async Task StartNodeAsync(NodePlan plan, CancellationToken cancellation)
    {
        string address = Addresses.Node(plan.Name).ToString();
        string socket = Path.Combine(_sockets, plan.Name + ".sock");
        List<string> arguments =
        [
            "--cdn-role", plan.Role == NodeRole.Origin ? "origin" : "edge",
            "--cdn-ip", address,
            "--listen", $"http://{address}:{NodeHandle.HttpPort}",
            "--media-port", NodeHandle.MediaPort.ToString(CultureInfo.InvariantCulture),
            "--admin-socket", socket,
            "--region", plan.Region,
            "--node-name", plan.Name,
            "--trace-every", TraceEvery.ToString(CultureInfo.InvariantCulture),
        ];
        if (plan.EntryPoint is { } entryPoint)
        {
            arguments.AddRange(["--cdn-point-of-entry", Addresses.Node(entryPoint).ToString()]);
        }

        foreach ((string name, string value) in plan.Settings)
        {
            arguments.AddRange([$"--{name}", value]);
        }

        ChildProcess process = await _processes.StartAsync(new ChildStart
        {
            Name = plan.Name,
            Executable = _paths.Node,
            Arguments = arguments,
            LogPath = _processes.LogPathOf(plan.Name),
            Namespace = Namespace(plan.Region),
            StopOrder = NodesStop,
        }).ConfigureAwait(false);
        await process.WaitForLineAsync(
            line => line.StartsWith("{\"event\":\"ready\"", StringComparison.Ordinal), StartLimit, "its ready line", cancellation).ConfigureAwait(false);
        var node = new NodeHandle(plan, Addresses.Node(plan.Name), process, HttpReadiness.CreateClient(socket));

        // Nodes of a wave start side by side.
        lock (Nodes)
        {
            Nodes.Add(node);
        }
    }

    public async Task StartSwarmAsync(string region, CancellationToken cancellation)
    {
        var lines = new ChildLines();
        string name = "swarm-" + region;
        ChildProcess process = await _processes.StartAsync(new ChildStart
        {
            Name = name,
            Executable = _paths.Swarm,
            Arguments = ["--trace-every", TraceEvery.ToString(CultureInfo.InvariantCulture)],
            LogPath = _processes.LogPathOf(name),
            Namespace = Namespace(region),
            OnOutputLine = lines.Add,
            StopOrder = SwarmsStop,
        }).ConfigureAwait(false);
        EndWith(process, lines);
        var swarm = new SwarmHandle(region, process, lines);
        await swarm.WaitAsync<Viewers.Swarm.SwarmEvent.Ready>(cancellation).ConfigureAwait(false);
        Swarms.Add(region, swarm);
    }

    /// <summary>Waits until something holds, asking now and then.</summary>
    /// <exception cref="RunFailedException">It does not hold in time; the message says what was missing.</exception>
    public static async Task UntilAsync(Func<CancellationToken, Task<string?>> whatIsMissing, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        string? missing = "everything";
        try
        {
            while ((missing = await whatIsMissing(limit.Token).ConfigureAwait(false)) is not null)
            {
                await Task.Delay(50, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RunFailedException(ExitCodes.CannotRun, $"After {StartLimit.TotalSeconds} s there is still missing: {missing}.");
        }
    }

    public Task StopAsync() => _processes.StopAllAsync(StopGrace);

    public async ValueTask DisposeAsync()
    {
        await _processes.StopAllAsync(StopGrace).ConfigureAwait(false);
        await _processes.DisposeAsync().ConfigureAwait(false);
        await _killing.DisposeAsync().ConfigureAwait(false);
        foreach (NodeHandle node in Nodes)
        {
            node.Dispose();
        }

        Fabric?.Dispose();
        _fabricLines?.Dispose();
        SocketFolder.Remove(_sockets);
    }

    private static void EndWith(ChildProcess process, ChildLines lines) =>
        process.Exited.ContinueWith(_ => lines.End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private static NetemProfile Profile(LinkSettings link) => new()
    {
        Delay = link.Delay,
        Jitter = link.Jitter,
        Loss = link.Loss,
        BurstLoss = link.BurstLoss is { } burst ? new Links.Netem.BurstLoss(burst.Enter, burst.Leave, burst.LossInside, burst.LossOutside) : null,
        Rate = link.Rate,
        QueueTime = link.Rate.BitsPerSecond == 0 ? TimeSpan.Zero : link.Queue,
        Reorder = link.Reorder > 0,
    };

    private NamespaceEntry? Namespace(string region) =>
        _fabricReady is null ? null : new NamespaceEntry(_fabricReady.Namespaces[region]);

    private FabricPlan DescribeFabric()
    {
        ScenarioPlan plan = _options.Plan;
        var links = new List<FabricLink>();
        foreach (LinkSettings link in plan.Links)
        {
            if (string.CompareOrdinal(link.From, link.To) < 0 && plan.Link(link.To, link.From) is { } back)
            {
                links.Add(new FabricLink(link.From, link.To, Profile(link), Profile(back)));
            }
        }

        return new FabricPlan(
            [.. plan.Regions.Select(region => new FabricRegion(
                region.Name,
                Addresses.Region(region.Name).Prefix.ToString(),
                [.. plan.Nodes.Where(node => node.Region == region.Name).Select(node => Addresses.Node(node.Name) + "/32")],
                [Addresses.Region(region.Name).ViewerPrefix.ToString()]))],
            links,
            plan.Seed,
            TraceEvery,
            FabricTrace);
    }
}

using System.Diagnostics;
using System.Text;
using CdnLab.Links.Fabric;
using CdnLab.Links.Netem;

namespace CdnLab.Fidelity.Tests;

/// <summary>A real fabric process with the regions <c>eu</c> and <c>us</c>, ended with the test.</summary>
internal sealed class FabricRun : IAsyncDisposable
{
    public const string EuNode = "10.81.0.1";
    public const string EuViewer = "10.81.130.7";
    public const string UsNode = "10.82.0.1";
    public const string UsViewer = "10.82.200.9";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly StringBuilder _errors = new();
    private readonly string _folder;

    private FabricRun(Process process, string folder)
    {
        Process = process;
        _folder = folder;
        Client = FabricClient.For(process);
        process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public FabricClient Client { get; }

    public FabricEvent.Ready Ready { get; private set; } = null!;

    public string Eu => Ready.Namespaces["eu"];

    public string Us => Ready.Namespaces["us"];

    public string TracePath => Path.Combine(_folder, "trace.csv");

    /// <summary>A limit for one exchange with the process, so that no test hangs.</summary>
    public static CancellationToken Deadline => new CancellationTokenSource(Patience).Token;

    public static async Task<FabricRun> StartAsync(LinkProfile euToUs, LinkProfile usToEu, ulong seed = 7, int traceEvery = 0)
    {
        string folder = Directory.CreateTempSubdirectory("cdnlab-fidelity-").FullName;
        var plan = new FabricPlan(
            [
                new FabricRegion("eu", "10.81.0.0/16", [$"{EuNode}/32"], ["10.81.128.0/17"]),
                new FabricRegion("us", "10.82.0.0/16", [$"{UsNode}/32"], ["10.82.128.0/17"]),
            ],
            [new FabricLink("eu", "us", euToUs, usToEu)],
            seed,
            traceEvery,
            traceEvery > 0 ? Path.Combine(folder, "trace.csv") : null);
        string planPath = Path.Combine(folder, "plan.json");
        plan.Save(planPath);
        Process process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "cdnlab-fabric"), ["--plan", planPath])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var run = new FabricRun(process, folder);
        run.Ready = await run.Client.WaitReadyAsync(Deadline);
        return run;
    }

    /// <summary>Asks until no packet is under way any more, then returns that snapshot.</summary>
    public async Task<FabricEvent.Snapshot> SnapshotWhenEmptyAsync()
    {
        CancellationToken deadline = Deadline;
        while (true)
        {
            FabricEvent.Snapshot snapshot = await Client.SnapshotAsync(deadline);
            if (snapshot.Links.All(l => l.InFlightPackets == 0))
            {
                return snapshot;
            }
        }
    }

    /// <summary>Waits for the process to end by itself and returns its exit code.</summary>
    public async Task<int> ExitCodeAsync()
    {
        try
        {
            await Process.WaitForExitAsync(Deadline);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The fabric still runs after {Patience}. It said: {_errors}");
        }

        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            await Process.WaitForExitAsync();
        }

        Client.Dispose();
        Process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

using System.Diagnostics;
using CdnLab.Links.Fabric;

namespace CdnLab.Interop.Tests;

/// <summary>A fabric process; the end of its input is its end, so it cannot outlive the tests.</summary>
internal sealed class Fabric : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly Process _process;

    private Fabric(Process process)
    {
        _process = process;
        Client = FabricClient.For(process);
    }

    /// <summary>A limit for one exchange with the process, so that no test hangs.</summary>
    public static CancellationToken Deadline => new CancellationTokenSource(Patience).Token;

    public FabricClient Client { get; }

    /// <summary>Starts the process; <see cref="FabricClient.WaitReadyAsync"/> is the first thing to ask it for.</summary>
    public static Fabric Start(FabricPlan plan, string folder)
    {
        string path = Path.Combine(folder, "plan.json");
        plan.Save(path);
        return new Fabric(Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "cdnlab-fabric"), ["--plan", path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync(Deadline);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        Client.Dispose();
        _process.Dispose();
    }
}

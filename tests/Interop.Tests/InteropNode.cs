using System.Text.Json;
using CdnLab.Processes;
using Microsoft.Playwright;

namespace CdnLab.Interop.Tests;

/// <summary>A node process, asked over its admin socket, which is reached from whatever network namespace.</summary>
internal sealed class InteropNode : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http;

    private InteropNode(string address, Uri page, HttpClient http)
    {
        Address = address;
        Page = page;
        _http = http;
    }

    public string Address { get; }

    /// <summary>Where its page, WHIP and WHEP are.</summary>
    public Uri Page { get; }

    public static async Task<InteropNode> StartAsync(
        InteropRun run, string name, string address, string region, string? namespacePath, string[] settings)
    {
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        string socket = Path.Combine(run.Folder, $"{name}.sock");
        ChildProcess child = await run.Processes.StartAsync(new ChildStart
        {
            Name = name,
            Executable = Path.Combine(AppContext.BaseDirectory, "cdn-node"),
            Arguments =
            [
                "--cdn-ip", address, "--listen", $"http://{address}:0", "--node-name", name, "--region", region, "--admin-socket", socket, .. settings,
            ],
            LogPath = run.Processes.LogPathOf(name),
            Namespace = namespacePath is null ? null : new NamespaceEntry(namespacePath),
            OnOutputLine = line => ready.TrySetResult(line),
        });
        Task first = await Task.WhenAny(ready.Task, child.Exited).WaitAsync(StartLimit);
        Assert.True(first == ready.Task, $"{name} has ended: {string.Join('\n', child.LastLines)}");
        JsonElement listen = JsonDocument.Parse(await ready.Task).RootElement.GetProperty("listen")[0];
        return new InteropNode(address, new Uri(listen.GetString()! + "/"), HttpReadiness.CreateClient(socket));
    }

    /// <summary>Opens its page.</summary>
    /// <param name="browser">A browser that can reach it.</param>
    /// <param name="codec">The video codec that the page names first when it publishes; null for the browser's own order.</param>
    public Task<NodePage> OpenAsync(IBrowser browser, string? codec = null) => NodePage.OpenAsync(browser, Page, codec);

    public async Task<NodeReading> ReadAsync()
    {
        using JsonDocument status = JsonDocument.Parse(await _http.GetStringAsync("status"));
        return new NodeReading(status.RootElement.Clone());
    }

    /// <summary>Waits until it has so many sessions; 5 s unless told.</summary>
    public Task<NodeReading> WaitForSessionsAsync(
        int publishers = 0, int viewers = 0, int downstream = 0, int upstream = 0, TimeSpan? limit = null) => Waiting.UntilAsync(
        $"sessions of {Address}",
        ReadAsync,
        reading => reading.Sessions == (publishers, viewers, downstream, upstream)
            ? null
            : $"(publishers, viewers, downstream, upstream) = {(publishers, viewers, downstream, upstream)}, has {reading.Sessions}",
        limit ?? TimeSpan.FromSeconds(5));

    /// <summary>Waits until it knows another node.</summary>
    public Task<NodeReading> WaitForPeerAsync() => Waiting.UntilAsync(
        $"another node known to {Address}", ReadAsync, static reading => reading.HasActivePeer ? null : "an active node", TimeSpan.FromSeconds(10));

    public void Dispose() => _http.Dispose();
}

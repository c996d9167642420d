using System.Net;
using System.Text.Json;
using CdnLab.Control;
using CdnLab.Processes;
using CdnLab.Scenario;

namespace CdnLab.Runner.Run;

/// <summary>A node of the run: its process, and its admin socket, which no link shapes.</summary>
internal sealed class NodeHandle(NodePlan plan, IPAddress address, ChildProcess process, HttpClient admin) : IDisposable
{
    /// <summary>Where nodes serve HTTP in a run.</summary>
    public const int HttpPort = 8080;

    /// <summary>Where nodes receive media in a run.</summary>
    public const int MediaPort = 7000;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public NodePlan Plan { get; } = plan;

    public IPAddress Address { get; } = address;

    public ChildProcess Process { get; } = process;

    public string Url => $"http://{Address}:{HttpPort}";

    /// <summary>Names of the nodes that this one counts as active, and of the streams that it knows.</summary>
    public async Task<(HashSet<string> ActiveNodes, HashSet<string> Streams)> ReadStatusAsync(CancellationToken cancellation)
    {
        using JsonDocument status = JsonDocument.Parse(await admin.GetStringAsync("/status", cancellation).ConfigureAwait(false));
        HashSet<string> nodes = [.. status.RootElement.GetProperty("nodes").EnumerateArray()
            .Where(node => node.GetProperty("state").GetString() == "ACTIVE")
            .Select(node => node.GetProperty("name").GetString()!)];
        HashSet<string> streams = [.. status.RootElement.GetProperty("streams").EnumerateArray().Select(stream => stream.GetProperty("name").GetString()!)];
        return (nodes, streams);
    }

    /// <summary>Begins a new measuring window.</summary>
    public async Task ResetAsync(CancellationToken cancellation)
    {
        using HttpResponseMessage response = await admin.DeleteAsync("/measurements", cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>What the node has measured since then.</summary>
    public async Task<NodeMeasurements> MeasureAsync(CancellationToken cancellation)
    {
        using Stream body = await admin.GetStreamAsync("/measurements", cancellation).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync<NodeMeasurements>(body, Json, cancellation).ConfigureAwait(false)
            ?? throw new InvalidDataException($"{Plan.Name} told null as its measurements.");
    }

    public void Dispose() => admin.Dispose();
}

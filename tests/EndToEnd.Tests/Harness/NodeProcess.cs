using System.Globalization;
using System.Net;
using CdnLab.Measurement.Linux;
using CdnLab.Processes;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>A node as a process on a loopback address of its own.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    public const int HttpPort = 8080;
    public const int ControlPort = 8084;
    public const int MediaPort = 7000;

    private NodeProcess(string address, ChildProcess process)
    {
        Address = address;
        Process = process;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(Url), Timeout = Waiting.Patience };
    }

    public string Address { get; }

    public ChildProcess Process { get; }

    public HttpClient Http { get; }

    public string Url => $"http://{Address}:{HttpPort}";

    public IPEndPoint Media => new(IPAddress.Parse(Address), MediaPort);

    public long ResidentBytes => ProcessMemory.TryRead(Process.Pid, out ProcessMemory memory) ? memory.ResidentBytes : throw new InvalidOperationException("the node is gone");

    /// <summary>Open descriptors: sockets, above all.</summary>
    public int Descriptors => Directory.GetFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{Process.Pid}/fd")).Length;

    public static async Task<NodeProcess> StartAsync(
        TemporaryFolder folder, string name, string role, string address, string? entryPoint = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        string[] arguments =
        [
            "--cdn-role", role,
            "--cdn-ip", address,
            "--listen", $"http://{address}:{HttpPort}",
            "--media-port", MediaPort.ToString(CultureInfo.InvariantCulture),
            "--node-name", name,
            .. entryPoint is null ? Array.Empty<string>() : ["--cdn-point-of-entry", entryPoint],
        ];
        ChildProcess process = await ChildProcess.StartAsync(new ChildStart
        {
            Name = name, Executable = Checkout.Paths.Node, Arguments = arguments, LogPath = folder.File(name + ".log"), Environment = environment ?? new Dictionary<string, string?>(),
        });
        await process.WaitForLineAsync(line => line.StartsWith("{\"event\":\"ready\"", StringComparison.Ordinal), Waiting.Patience, "its ready line");
        return new NodeProcess(address, process);
    }

    public async Task<NodeStatus> StatusAsync() => NodeStatus.Parse(await Http.GetStringAsync("/status"));

    /// <summary>Waits until its status satisfies.</summary>
    public Task UntilAsync(Func<NodeStatus, string?> findMissing) => Waiting.UntilAsync(async () =>
    {
        NodeStatus status = await StatusAsync();
        return findMissing(status) is { } missing ? $"{Process.Name}: {missing}; its status is {status.Text}" : null;
    });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }
}

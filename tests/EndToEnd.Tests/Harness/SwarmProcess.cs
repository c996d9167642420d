using System.Text.Json;
using System.Threading.Channels;
using CdnLab.Processes;
using CdnLab.Viewers.Swarm;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>Simulated publishers and viewers as a process, spoken to in its protocol.</summary>
internal sealed class SwarmProcess : IAsyncDisposable
{
    private readonly Channel<string> _lines;
    private readonly ChildProcess _process;

    private SwarmProcess(ChildProcess process, Channel<string> lines)
    {
        _process = process;
        _lines = lines;
        process.Exited.ContinueWith(_ => lines.Writer.TryComplete(), TaskScheduler.Default);
    }

    public static async Task<SwarmProcess> StartAsync(TemporaryFolder folder)
    {
        var lines = Channel.CreateUnbounded<string>();
        ChildProcess process = await ChildProcess.StartAsync(new ChildStart
        {
            Name = "swarm", Executable = Checkout.Paths.Swarm, LogPath = folder.File("swarm.log"), OnOutputLine = line => lines.Writer.TryWrite(line),
        });
        var swarm = new SwarmProcess(process, lines);
        await swarm.ReadAsync<SwarmEvent.Ready>();
        return swarm;
    }

    /// <summary>Gives a command and waits for its answer.</summary>
    public async Task<T> DoAsync<T>(SwarmCommand command)
        where T : SwarmEvent
    {
        Assert.True(await _process.WriteLineAsync(JsonSerializer.Serialize(command, SwarmJson.Default.SwarmCommand)), "the swarm takes no more commands");
        return await ReadAsync<T>();
    }

    public Task PublishAsync(string stream, NodeProcess origin, string address) =>
        DoAsync<SwarmEvent.Done>(new SwarmCommand.Publish(stream, $"{origin.Url}/whip/{stream}", address));

    /// <summary>Has viewers join; every one must.</summary>
    public async Task JoinAsync(IReadOnlyList<SwarmViewer> viewers, double perSecond)
    {
        SwarmEvent.Joined joined = await DoAsync<SwarmEvent.Joined>(new SwarmCommand.Join(viewers, perSecond));
        Assert.True(joined.Failures.Count == 0, $"{joined.Failures.Count} of {viewers.Count} viewers did not join: {string.Join("; ", joined.Failures)}");
    }

    /// <summary>What was measured.</summary>
    public async Task<SwarmResults> CollectAsync(TemporaryFolder folder)
    {
        string file = folder.File("swarm.json");
        await DoAsync<SwarmEvent.Done>(new SwarmCommand.Collect(file));
        return JsonSerializer.Deserialize(await File.ReadAllTextAsync(file), SwarmJson.Default.SwarmResults)!;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<T> ReadAsync<T>()
        where T : SwarmEvent
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        try
        {
            string line = await _lines.Reader.ReadAsync(limit.Token);
            return JsonSerializer.Deserialize(line, SwarmJson.Default.SwarmEvent) as T ?? throw new InvalidDataException($"the swarm answered {line} where {typeof(T).Name} was expected");
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidDataException($"the swarm did not answer with {typeof(T).Name}; its log ends: {string.Join('\n', _process.LastLines)}", exception);
        }
    }
}

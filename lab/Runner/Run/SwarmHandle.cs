using System.Text.Json;
using CdnLab.Processes;
using CdnLab.Viewers.Swarm;

namespace CdnLab.Runner.Run;

/// <summary>A region's swarm: its process, told what to do line by line.</summary>
internal sealed class SwarmHandle(string region, ChildProcess process, ChildLines output)
{
    public string Region { get; } = region;

    public ChildProcess Process { get; } = process;

    /// <summary>Gives a command and waits for its answer.</summary>
    /// <exception cref="RunFailedException">The swarm refused it, or has ended.</exception>
    public async Task<T> DoAsync<T>(SwarmCommand command, CancellationToken cancellation)
        where T : SwarmEvent
    {
        await Process.WriteLineAsync(JsonSerializer.Serialize(command, SwarmJson.Default.SwarmCommand), cancellation).ConfigureAwait(false);
        return await WaitAsync<T>(cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits for an answer.</summary>
    public async Task<T> WaitAsync<T>(CancellationToken cancellation)
        where T : SwarmEvent
    {
        string line = await output.ReadLineAsync(cancellation).ConfigureAwait(false)
            ?? throw new RunFailedException(ExitCodes.CannotRun, $"{Process.Name} has ended: {string.Join('\n', Process.LastLines)}");
        return JsonSerializer.Deserialize(line, SwarmJson.Default.SwarmEvent) switch
        {
            T expected => expected,
            SwarmEvent.Failed failed => throw new RunFailedException(ExitCodes.CannotRun, $"{Process.Name}: {failed.Reason.Trim()}"),
            _ => throw new InvalidDataException($"{Process.Name} answered {line} where {typeof(T).Name} was expected."),
        };
    }
}

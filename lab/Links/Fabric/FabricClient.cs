using System.Diagnostics;
using System.Text.Json;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>
/// Talks to a running <c>cdnlab-fabric</c> over its standard streams. It starts no process and ends none: whoever started
/// the fabric owns it.
/// </summary>
/// <remarks>
/// Calls may come from any thread; they are served one after the other. After a cancelled call the client is of no more use,
/// as the answer to that call would be taken for the answer to the next.
/// </remarks>
public sealed class FabricClient : IDisposable
{
    private readonly TextReader _output;
    private readonly TextWriter _input;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Wraps the streams of a fabric.</summary>
    /// <param name="output">Its standard output.</param>
    /// <param name="input">Its standard input; closing it ends the fabric.</param>
    public FabricClient(TextReader output, TextWriter input)
    {
        _output = output;
        _input = input;
    }

    /// <summary>Wraps a process that was started with standard input and output redirected.</summary>
    public static FabricClient For(Process process) => new(process.StandardOutput, process.StandardInput);

    /// <summary>Waits until namespaces and links stand. The first call.</summary>
    /// <exception cref="FabricException">The fabric could not start; the message says why.</exception>
    public Task<FabricEvent.Ready> WaitReadyAsync(CancellationToken cancellation = default) =>
        ExchangeAsync<FabricEvent.Ready>(null, cancellation);

    /// <summary>The ground truth since the last reset.</summary>
    /// <exception cref="FabricException">The fabric refused or has ended.</exception>
    public Task<FabricEvent.Snapshot> SnapshotAsync(CancellationToken cancellation = default) =>
        ExchangeAsync<FabricEvent.Snapshot>(new FabricCommand.Snapshot(), cancellation);

    /// <summary>Zeroes counters and histograms, at the start of a measuring window.</summary>
    /// <exception cref="FabricException">The fabric refused or has ended.</exception>
    public Task<FabricEvent.Reset> ResetAsync(CancellationToken cancellation = default) =>
        ExchangeAsync<FabricEvent.Reset>(new FabricCommand.Reset(), cancellation);

    /// <summary>Changes a link while it carries packets; what is null stays as it is.</summary>
    /// <param name="a">Name of one region.</param>
    /// <param name="b">Name of the other.</param>
    /// <param name="profileAB">The profile from <paramref name="a"/> to <paramref name="b"/>.</param>
    /// <param name="profileBA">The profile from <paramref name="b"/> to <paramref name="a"/>.</param>
    /// <param name="down">Cuts both directions, or joins them again.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="FabricException">There is no such link, a profile is out of range, or the fabric has ended.</exception>
    public Task<FabricEvent.LinkSet> SetLinkAsync(
        string a,
        string b,
        LinkProfile? profileAB = null,
        LinkProfile? profileBA = null,
        bool? down = null,
        CancellationToken cancellation = default) =>
        ExchangeAsync<FabricEvent.LinkSet>(new FabricCommand.SetLink(a, b, profileAB, profileBA, down), cancellation);

    /// <summary>Has the trace written and the fabric ended; the process exits right after the answer.</summary>
    /// <exception cref="FabricException">The fabric had ended before.</exception>
    public Task<FabricEvent.Stopped> StopAsync(CancellationToken cancellation = default) =>
        ExchangeAsync<FabricEvent.Stopped>(new FabricCommand.Stop(), cancellation);

    /// <summary>Frees what the client holds; the streams stay open.</summary>
    public void Dispose() => _turn.Dispose();

    private async Task<T> ExchangeAsync<T>(FabricCommand? command, CancellationToken cancellation)
        where T : FabricEvent
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (command is not null)
            {
                string line = JsonSerializer.Serialize(command, FabricJson.Default.FabricCommand);
                await _input.WriteLineAsync(line.AsMemory(), cancellation).ConfigureAwait(false);
                await _input.FlushAsync(cancellation).ConfigureAwait(false);
            }

            string? answer = await _output.ReadLineAsync(cancellation).ConfigureAwait(false);
            return Parse(answer) switch
            {
                T expected => expected,
                FabricEvent.Error error => throw new FabricException(error.Message),
                _ => throw new FabricException($"The fabric answered {answer} where {typeof(T).Name} was expected."),
            };
        }
        catch (IOException e)
        {
            throw new FabricException($"The fabric has ended: {e.Message}", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static FabricEvent? Parse(string? line)
    {
        if (line is null)
        {
            throw new FabricException("The fabric has ended.");
        }

        try
        {
            return JsonSerializer.Deserialize(line, FabricJson.Default.FabricEvent);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new FabricException($"The fabric wrote a line that is no event: {line}", e);
        }
    }
}

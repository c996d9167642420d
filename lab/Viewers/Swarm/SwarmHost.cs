using System.Net;
using System.Text.Json;
using CdnLab.Core;
using CdnLab.Media;
using CdnLab.Viewers.Clips;
using CdnLab.Viewers.Peers;

namespace CdnLab.Viewers.Swarm;

/// <summary>
/// A swarm process: publishers on one thread, viewers on another, each group with one socket; told what to do line by line.
/// </summary>
/// <remarks>Carries out one command at a time.</remarks>
public sealed class SwarmHost : IAsyncDisposable
{
    // Publishers are the lab's signal generator: what they send late would be taken for the CDN's delay. They need little of a
    // core, so they may go before everything but the link emulator.
    private const int PublishersPriority = 5;

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Clip _clip;
    private readonly PeerGroup _publishing;
    private readonly PeerGroup _viewing;
    private readonly PayloadPool _pool = new();
    private readonly Dictionary<string, StreamLatencies> _latencies = [];
    private readonly List<SwarmSession> _sessions = [];
    private readonly List<PublishedStream> _published = [];
    private MeasuringWindow _window = MeasuringWindow.None;
    private long _allocatedBase;
    private int _collectionsBase;
    private long _dropsBase;
    private TimeSpan _pauseBase;

    /// <summary>Makes a swarm without peers.</summary>
    /// <param name="clip">What publishers send and viewers expect.</param>
    /// <param name="traceEvery">One frame in this many is traced; 0 for none.</param>
    public SwarmHost(Clip clip, int traceEvery)
    {
        _clip = clip;
        _publishing = new PeerGroup("publishers", traceEvery, PublishersPriority);
        _viewing = new PeerGroup("viewers", traceEvery);
    }

    /// <summary>Carries out commands until told to stop or the input ends; then all peers leave.</summary>
    public async Task RunAsync(TextReader input, TextWriter output, CancellationToken cancellation)
    {
        Tell(output, new SwarmEvent.Ready(Environment.ProcessId));

        // A read of standard input cannot be called back; it is left behind.
        while (await input.ReadLineAsync(cancellation).AsTask().WaitAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            SwarmEvent answer;
            try
            {
                SwarmCommand command = JsonSerializer.Deserialize(line, SwarmJson.Default.SwarmCommand)
                    ?? throw new JsonException("a command is an object");
                if (command is SwarmCommand.Stop)
                {
                    break;
                }

                answer = await CarryOutAsync(command, cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException or FormatException)
            {
                answer = new SwarmEvent.Failed(exception.Message);
            }

            Tell(output, answer);
        }

        await LeaveAsync(cancellation).ConfigureAwait(false);
        await Task.WhenAll(_published.Select(published => EndAsync(published.Resource, published.LocalAddress, cancellation))).ConfigureAwait(false);
        Tell(output, new SwarmEvent.Done());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _publishing.Dispose();
        _viewing.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Tell(TextWriter output, SwarmEvent happened)
    {
        output.WriteLine(JsonSerializer.Serialize(happened, SwarmJson.Default.SwarmEvent));
        output.Flush();
    }

    private static async Task EndAsync(Uri? resource, IPAddress local, CancellationToken cancellation)
    {
        if (resource is null)
        {
            return;
        }

        try
        {
            await SessionClient.DeleteAsync(resource, local, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            // The node may be gone already; the runner decides whether that is a fault.
            await Console.Error.WriteLineAsync($"A session could not be ended by DELETE: {exception.Message}").ConfigureAwait(false);
        }
    }

    private async Task<SwarmEvent> CarryOutAsync(SwarmCommand command, CancellationToken cancellation)
    {
        switch (command)
        {
            case SwarmCommand.Publish publish:
                return await PublishAsync(publish, cancellation).ConfigureAwait(false);
            case SwarmCommand.Join join:
                return await JoinAsync(join, cancellation).ConfigureAwait(false);
            case SwarmCommand.Probe probe:
                return await ProbeAsync(probe, cancellation).ConfigureAwait(false);
            case SwarmCommand.Window window:
                await SetWindowAsync(new MeasuringWindow(new Instant(window.StartNs), new Instant(window.EndNs))).ConfigureAwait(false);
                return new SwarmEvent.Done();
            case SwarmCommand.Collect collect:
                SwarmResults results = await CollectAsync().ConfigureAwait(false);
                await File.WriteAllBytesAsync(
                    collect.Path, JsonSerializer.SerializeToUtf8Bytes(results, SwarmJson.Default.SwarmResults), cancellation).ConfigureAwait(false);
                return new SwarmEvent.Done();
            case SwarmCommand.Leave:
                await LeaveAsync(cancellation).ConfigureAwait(false);
                return new SwarmEvent.Done();
            default:
                return new SwarmEvent.Failed($"A swarm does not know the command {command.GetType().Name}.");
        }
    }

    private async Task<SwarmEvent> PublishAsync(SwarmCommand.Publish publish, CancellationToken cancellation)
    {
        IPAddress local = IPAddress.Parse(publish.Address);
        var address = NetAddress.From(local, 0);
        (PublisherPeer peer, string offer) = await _publishing.Loop.InvokeAsync(now =>
        {
            var made = new PublisherPeer(_publishing.NewSetup(address), _clip) { Window = _window };
            _publishing.Add(now, address, made);
            return (made, made.CreateOffer());
        }).ConfigureAwait(false);
        SessionResource resource = await SessionClient.PostAsync(new Uri(publish.Url), offer, local, cancellation).ConfigureAwait(false);
        if (resource.Status != 201 || resource.Location is null)
        {
            return new SwarmEvent.Failed($"Publishing {publish.Stream} was answered {resource.Status}: {resource.Answer}");
        }

        if (await _publishing.Loop.InvokeAsync(now => peer.AcceptAnswer(now, resource.Answer)).ConfigureAwait(false) is { } problem)
        {
            return new SwarmEvent.Failed(problem);
        }

        _published.Add(new PublishedStream(publish.Stream, peer, resource.Location, local));
        bool connected = await BecomesAsync(_publishing, () => peer.Transport?.Srtp is not null, cancellation).ConfigureAwait(false);
        return connected
            ? new SwarmEvent.Done()
            : new SwarmEvent.Failed($"The publisher of {publish.Stream} did not connect: {peer.Transport?.State} {peer.Transport?.Failure}");
    }

    private async Task<SwarmEvent> JoinAsync(SwarmCommand.Join join, CancellationToken cancellation)
    {
        var joining = new List<Task<JoinFailure?>>();
        Instant begun = SystemClock.Now;
        foreach (SwarmViewer viewer in join.Viewers)
        {
            // Joins are begun on a schedule, not one after the other: a slow join must not slow those behind it.
            TimeSpan wait = begun + TimeSpan.FromSeconds(joining.Count / join.PerSecond) - SystemClock.Now;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellation).ConfigureAwait(false);
            }

            joining.Add(JoinAsync(viewer, cancellation));
        }

        JoinFailure?[] outcomes = await Task.WhenAll(joining).ConfigureAwait(false);
        JoinFailure[] failures = [.. outcomes.OfType<JoinFailure>()];
        return new SwarmEvent.Joined(outcomes.Length - failures.Length, failures);
    }

    private async Task<JoinFailure?> JoinAsync(SwarmViewer viewer, CancellationToken cancellation)
    {
        var address = NetAddress.From(IPAddress.Parse(viewer.Address), 0);
        (SwarmSession session, string offer) = await _viewing.Loop.InvokeAsync(now =>
        {
            StreamLatencies latencies = LatenciesOf(viewer.Stream);
            var peer = new ViewerPeer(_viewing.NewSetup(address), viewer.Id, _clip, _pool, latencies);
            peer.SetWindow(_window, latencies);
            _viewing.Add(now, address, peer);
            var made = new SwarmSession(viewer, address, peer);
            _sessions.Add(made);
            return (made, peer.CreateOffer());
        }).ConfigureAwait(false);

        session.Peer.Join.BegunAt = SystemClock.Now;
        SessionResource resource;
        try
        {
            resource = await SessionClient.PostAsync(new Uri(viewer.Url), offer, session.LocalAddress, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            return new JoinFailure(viewer.Id, exception.Message);
        }

        if (resource.Status != 201 || resource.Location is null)
        {
            return new JoinFailure(viewer.Id, $"{resource.Status}: {resource.Answer}");
        }

        session.Resource = resource.Location;
        if (await _viewing.Loop.InvokeAsync(now => session.Peer.AcceptAnswer(now, resource.Answer)).ConfigureAwait(false) is { } problem)
        {
            return new JoinFailure(viewer.Id, problem);
        }

        bool joined = await BecomesAsync(_viewing, () => session.Peer.Join.IsComplete, cancellation).ConfigureAwait(false);
        return joined
            ? null
            : new JoinFailure(
                viewer.Id, $"no key frame within {ConnectLimit.TotalSeconds} s; transport {session.Peer.Transport?.State} {session.Peer.Transport?.Failure}");
    }

    /// <summary>Asks the group's thread until something is so, or the limit has passed.</summary>
    private static async Task<bool> BecomesAsync(PeerGroup group, Func<bool> condition, CancellationToken cancellation)
    {
        Instant limit = SystemClock.Now + ConnectLimit;
        while (SystemClock.Now < limit)
        {
            if (await group.Loop.InvokeAsync(_ => condition()).ConfigureAwait(false))
            {
                return true;
            }

            await Task.Delay(PollInterval, cancellation).ConfigureAwait(false);
        }

        return false;
    }

    private async Task<SwarmEvent> ProbeAsync(SwarmCommand.Probe probe, CancellationToken cancellation)
    {
        IPAddress local = IPAddress.Parse(probe.Address);
        string offer = await _viewing.Loop.InvokeAsync(_ =>
        {
            using var peer = new ViewerPeer(_viewing.NewSetup(NetAddress.From(local, 0)), "probe", _clip, _pool, new StreamLatencies());
            return peer.CreateOffer();
        }).ConfigureAwait(false);
        SessionResource resource = await SessionClient.PostAsync(new Uri(probe.Url), offer, local, cancellation).ConfigureAwait(false);
        if (resource is { Status: 201, Location: { } location })
        {
            await SessionClient.DeleteAsync(location, local, cancellation).ConfigureAwait(false);
            return new SwarmEvent.Probed(201, "");
        }

        return new SwarmEvent.Probed(resource.Status, resource.Answer);
    }

    private async Task SetWindowAsync(MeasuringWindow window)
    {
        bool opening = window.Start != _window.Start;
        if (opening)
        {
            _allocatedBase = GC.GetTotalAllocatedBytes();
            _collectionsBase = GC.CollectionCount(0);
            _pauseBase = GC.GetTotalPauseDuration();
            _dropsBase = SwarmReport.Drops(_viewing.Socket) + SwarmReport.Drops(_publishing.Socket);
        }

        _window = window;
        await _publishing.Loop.InvokeAsync(_ =>
        {
            foreach (PublisherPeer publisher in _publishing.Publishers)
            {
                publisher.Window = window;
            }

            return true;
        }).ConfigureAwait(false);
        await _viewing.Loop.InvokeAsync(_ =>
        {
            _viewing.Loop.Lateness.Clear();
            if (opening)
            {
                _latencies.Clear();
            }

            foreach (SwarmSession session in _sessions)
            {
                session.Peer.SetWindow(window, LatenciesOf(session.Viewer.Stream));
            }

            return true;
        }).ConfigureAwait(false);
    }

    private StreamLatencies LatenciesOf(string stream)
    {
        if (!_latencies.TryGetValue(stream, out StreamLatencies? latencies))
        {
            _latencies.Add(stream, latencies = new StreamLatencies());
        }

        return latencies;
    }

    private async Task<SwarmResults> CollectAsync()
    {
        IReadOnlyList<PublisherResult> publishers = await _publishing.Loop.InvokeAsync(
            _ => (IReadOnlyList<PublisherResult>)[.. _published.Select(SwarmReport.Of)]).ConfigureAwait(false);
        return await _viewing.Loop.InvokeAsync(_ => new SwarmResults(
            publishers,
            SwarmReport.ByStream(_latencies),
            [.. _sessions.Select(SwarmReport.Of)],
            new SwarmProcessResult(
                _viewing.Loop.Lateness.ToData(),
                SwarmReport.Drops(_viewing.Socket) + SwarmReport.Drops(_publishing.Socket) - _dropsBase,
                GC.GetTotalAllocatedBytes() - _allocatedBase,
                GC.CollectionCount(0) - _collectionsBase,
                (GC.GetTotalPauseDuration() - _pauseBase).TotalMilliseconds))).ConfigureAwait(false);
    }

    private async Task LeaveAsync(CancellationToken cancellation)
    {
        SwarmSession[] leaving = await _viewing.Loop.InvokeAsync(_ =>
        {
            SwarmSession[] all = [.. _sessions];
            _sessions.Clear();
            return all;
        }).ConfigureAwait(false);
        await Task.WhenAll(leaving.Select(session => EndAsync(session.Resource, session.LocalAddress, cancellation))).ConfigureAwait(false);
        await _viewing.Loop.InvokeAsync(now =>
        {
            foreach (SwarmSession session in leaving)
            {
                _viewing.Remove(now, session.Address, "the viewer left");
            }

            return true;
        }).ConfigureAwait(false);
    }
}

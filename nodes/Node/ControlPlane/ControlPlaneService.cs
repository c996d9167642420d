using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Threading.Channels;
using CdnLab.Control;
using CdnLab.Core;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CdnLab.Node.ControlPlane;

/// <summary>
/// Drives <see cref="Membership"/>: one task owns it; links, dials and local streams post to it. Begins when the node
/// listens, so that nobody is told of an address that does not answer yet.
/// </summary>
internal sealed class ControlPlaneService : BackgroundService, IControlPlane
{
    private const int MaxFaults = 10;

    private readonly NodeSettings _settings;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;
    private readonly ControlDialer _dialer;
    private readonly Membership _membership;
    private readonly ControlCounters _counters = new();
    private readonly ControlLink.Limits _limits;
    private readonly ConcurrentDictionary<LinkId, ControlLink> _links = new();
    private readonly CancellationTokenSource _abort = new();

    // Unbounded, because what a media thread posts must neither block nor be lost. What strangers post is bounded by the
    // credit of each link.
    private readonly Channel<Action<Instant>> _inbox = Channel.CreateUnbounded<Action<Instant>>(new UnboundedChannelOptions { SingleReader = true });
    private volatile ControlSnapshot _snapshot;
    private long _lastLink;

    public ControlPlaneService(
        NodeSettings settings, NodeInfo self, IMediaPlane media, IHostApplicationLifetime lifetime, ILogger<ControlPlaneService> logger)
    {
        _settings = settings;
        _lifetime = lifetime;
        _logger = logger;
        _dialer = new ControlDialer(settings);
        _limits = new ControlLink.Limits(settings.MaxMessageBytes, 1024, 8L * settings.MaxMessageBytes, MaxFaults);
        _membership = new Membership(
            self,
            new MembershipOptions
            {
                EntryPoint = settings.EntryPoint is { } entry ? new DialTarget(entry.Host, entry.Port) : null,
                ForgetAfter = settings.NodesTimeout,
            },
            new SeededRandom(SeededRandom.Hash((ulong)self.Incarnation, (ulong)Environment.ProcessId)));
        _snapshot = _membership.Snapshot;
        media.StreamPublished += stream => Post(_ => _membership.PublishOwn(stream));
        media.StreamStopped += (name, reason) => Post(_ => _membership.StopOwn(name, reason));
    }

    public event Action<StreamInfo, string>? StreamRemoved;

    public event Action<string>? NodeLost;

    public event Action<string>? NodeRestarted;

    public event Action<string, ControlMessage>? PullReceived;

    public ControlSnapshot Snapshot => _snapshot;

    public IReadOnlyDictionary<string, long> Counters => _counters.Read();

    public void Send(string node, ControlMessage message, Action? undelivered = null) => Post(_ =>
    {
        if (!_membership.TrySend(node, message))
        {
            _counters.Undelivered();
            undelivered?.Invoke();
        }
    });

    /// <summary>Runs a link over an open WebSocket until it has ended.</summary>
    /// <param name="socket">The WebSocket; disposed at the end.</param>
    /// <param name="remote">The other side, for the log.</param>
    /// <param name="dial">The number of the dial, or 0 when the other side dialled.</param>
    public async Task RunLinkAsync(WebSocket socket, string remote, long dial)
    {
        var link = new ControlLink(new LinkId(Interlocked.Increment(ref _lastLink)), socket, remote, _limits, _counters, _logger);
        _counters.LinkOpened();
        _logger.LinkOpened(link.Id.Value, remote, dial);
        _links[link.Id] = link;
        Post(now => _membership.LinkOpened(now, link.Id, dial));
        await link.RunAsync(
            message => Post(now =>
            {
                _membership.HandleMessage(now, link.Id, message);
                link.Handled();
            }),
            _abort.Token);
        _links.TryRemove(link.Id, out _);
        _counters.LinkClosed();
        _logger.LinkClosed(link.Id.Value, remote, link.Reason);
        Post(now => _membership.LinkClosed(now, link.Id, link.Reason));
    }

    public override void Dispose()
    {
        _dialer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _lifetime.ApplicationStopping);
        try
        {
            await WaitForStartAsync(stop.Token);
            _membership.Start(SystemClock.Now);
            Pump();
            await LoopAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The ordinary end.
        }

        await CloseLinksAsync();
    }

    private async Task WaitForStartAsync(CancellationToken stop)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = _lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stop);
    }

    private async Task LoopAsync(CancellationToken stop)
    {
        Task<bool>? readable = null;
        while (!stop.IsCancellationRequested)
        {
            while (_inbox.Reader.TryRead(out Action<Instant>? input))
            {
                input(SystemClock.Now);
                Pump();
            }

            Instant now = SystemClock.Now;
            if (_membership.NextTimeout <= now)
            {
                _membership.HandleTimeout(now);
                Pump();
                continue;
            }

            readable ??= _inbox.Reader.WaitToReadAsync(stop).AsTask();
            Instant next = _membership.NextTimeout;
            if (next.IsNever)
            {
                await readable;
            }
            else
            {
                using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop);

                // Rounded up: a timer that fires early would only turn the loop once more.
                await Task.WhenAny(readable, Task.Delay((next - now) + TimeSpan.FromMilliseconds(1), timer.Token));
                await timer.CancelAsync();
            }

            readable = readable.IsCompleted ? null : readable;
        }
    }

    private void Pump()
    {
        PublishSnapshot();
        ControlMessage? last = null;
        byte[] bytes = [];
        while (_membership.TryPollAction(out ControlAction? action))
        {
            switch (action)
            {
                case ControlAction.Send send:
                    // A broadcast is one message many times.
                    bytes = ReferenceEquals(last, send.Message) ? bytes : ControlJson.Serialize(send.Message);
                    last = send.Message;
                    Find(send.Link)?.Send(bytes);
                    break;
                case ControlAction.Dial dial:
                    _ = DialAsync(dial);
                    break;
                case ControlAction.Close close:
                    Find(close.Link)?.Close(close.Reason);
                    break;
                case ControlAction.Fault fault:
                    _counters.Fault();
                    Find(fault.Link)?.Fault(fault.Reason);
                    break;
                default:
                    Tell(action);
                    break;
            }
        }
    }

    private void Tell(ControlAction action)
    {
        try
        {
            switch (action)
            {
                case ControlAction.NodeChanged changed:
                    _logger.NodeChanged(changed.Node.Id, changed.Node.Role, changed.State == PeerState.Active ? "ACTIVE" : "PASSIVE", changed.Reason);
                    if (changed.State == PeerState.Passive)
                    {
                        NodeLost?.Invoke(changed.Node.Id);
                    }

                    break;
                case ControlAction.NodeRestarted restarted:
                    _logger.NodeRestarted(restarted.Node);
                    NodeRestarted?.Invoke(restarted.Node);
                    break;
                case ControlAction.NodeForgotten forgotten:
                    _logger.NodeForgotten(forgotten.Node);
                    break;
                case ControlAction.Warning warning:
                    _logger.MembershipWarning(warning.Text);
                    break;
                case ControlAction.StreamAdded added:
                    _logger.StreamAdded(added.Stream.Name, added.Stream.Node);
                    break;
                case ControlAction.StreamRemoved removed:
                    _logger.StreamRemoved(removed.Stream.Name, removed.Stream.Node, removed.Reason);
                    StreamRemoved?.Invoke(removed.Stream, removed.Reason);
                    break;
                case ControlAction.PullReceived pull:
                    PullReceived?.Invoke(pull.Node, pull.Message);
                    break;
            }
        }
        catch (Exception error)
        {
            // A mistake in a handler must not take the membership down; it is shown as an error.
            _logger.HandlerFailed(error);
        }
    }

    private async Task DialAsync(ControlAction.Dial dial)
    {
        _counters.Dial();
        WebSocket socket;
        try
        {
            socket = await _dialer.DialAsync(dial.Target, _abort.Token);
        }
        catch (Exception error) when (ControlDialer.IsExpected(error))
        {
            _counters.DialFailure();
            _logger.DialFailed(dial.Target.ToString(), error is OperationCanceledException ? "no answer in time" : (error.InnerException ?? error).Message);
            Post(now => _membership.DialFailed(now, dial.Number));
            return;
        }

        await RunLinkAsync(socket, dial.Target.ToString(), dial.Number);
    }

    private async Task CloseLinksAsync()
    {
        foreach (ControlLink link in _links.Values)
        {
            link.Close("the node stops");
        }

        try
        {
            // The other sides answer within a round trip; who does not is cut off.
            await Task.WhenAll(_links.Values.Select(link => link.Ended)).WaitAsync(TimeSpan.FromMilliseconds(400));
        }
        catch (TimeoutException)
        {
            // Cut off below.
        }

        await _abort.CancelAsync();
    }

    private void PublishSnapshot()
    {
        if (_membership.SnapshotIsStale)
        {
            _membership.RefreshSnapshot();
            _snapshot = _membership.Snapshot;
        }
    }

    private ControlLink? Find(LinkId id) => _links.GetValueOrDefault(id);

    private void Post(Action<Instant> input) => _inbox.Writer.TryWrite(input);
}

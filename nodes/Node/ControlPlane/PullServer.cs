using System.Collections.Concurrent;
using CdnLab.Control;
using CdnLab.Forwarding;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;
using Microsoft.Extensions.Logging;

namespace CdnLab.Node.ControlPlane;

/// <summary>Serves the streams that are published on this origin to nodes that pull them. Any thread.</summary>
internal sealed class PullServer
{
    private readonly NodeSettings _settings;
    private readonly IMediaPlane _media;
    private readonly IControlPlane _control;
    private readonly SessionAdmission _admission;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<(string Node, string Id), ServedPull> _served = new();
    private long _count;

    public PullServer(NodeSettings settings, IMediaPlane media, IControlPlane control, SessionAdmission admission, ILogger<PullServer> logger)
    {
        _settings = settings;
        _media = media;
        _control = control;
        _admission = admission;
        _logger = logger;
        control.PullReceived += OnPullReceived;
        control.NodeRestarted += node => EndAll(pull => pull.Node == node, "The pulling node has restarted.");
        media.StreamStopped += (stream, _) =>
        {
            // On the loop's thread: only hand over. The number keeps pulls of a stream that reuses the name.
            long last = Interlocked.Read(ref _count);
            ThreadPool.QueueUserWorkItem(_ => Forget(stream, last));
        };
    }

    private void OnPullReceived(string node, ControlMessage message)
    {
        switch (message)
        {
            case PullMessage pull:
                Run(ServeAsync(node, pull));
                break;
            case PullEndMessage end when _served.TryRemove((node, end.Id), out ServedPull? served):
                End(served, end.Reason);
                break;
        }
    }

    private async Task ServeAsync(string node, PullMessage message)
    {
        var served = new ServedPull(Interlocked.Increment(ref _count), node, message.Id, message.Stream);
        if (!_served.TryAdd((node, message.Id), served))
        {
            Refuse(node, message, 400, "There is already a pull of this name.");
            return;
        }

        NegotiationOutcome outcome;
        try
        {
            outcome = await NegotiateAsync(message);
        }
        catch (Exception error)
        {
            _logger.PullFailed(error);
            outcome = NegotiationOutcome.Refused(500, "The serving node failed.");
        }

        bool ended;
        lock (served)
        {
            served.Session = outcome.SessionId;
            ended = served.Ended;
        }

        if (outcome.Status != 201)
        {
            _served.TryRemove((node, message.Id), out _);
            Refuse(node, message, outcome.Status, outcome.Reason);
        }
        else if (ended)
        {
            await _media.CloseAsync(outcome.SessionId, "The pulling node has ended the pull.", CancellationToken.None);
        }
        else
        {
            _logger.PullServed(message.Stream, node);
            _control.Send(node, new PullAnswerMessage(message.Id, outcome.Answer), () =>
            {
                if (_served.TryRemove((node, message.Id), out ServedPull? lost))
                {
                    End(lost, "The link to the pulling node was lost before it was answered.");
                }
            });
        }
    }

    private async Task<NegotiationOutcome> NegotiateAsync(PullMessage message)
    {
        if (_settings.Role != NodeRole.Origin)
        {
            return NegotiationOutcome.Refused(403, "Only an origin serves its streams to other nodes.");
        }

        if (message.Offer.Length > _settings.MaxSdpBytes)
        {
            return NegotiationOutcome.Refused(413, "The offer is too long.");
        }

        if (await _media.FindAsync(message.Stream, CancellationToken.None) != LocalStreamKind.Published)
        {
            return NegotiationOutcome.Refused(404, $"Stream '{message.Stream}' is not published here.");
        }

        using IDisposable? admitted = await _admission.TryEnterAsync(CancellationToken.None);
        return admitted is null
            ? NegotiationOutcome.Refused(503, "The node has as many sessions as it may have.")
            : await _media.PlayAsync(message.Stream, message.Offer, PeerKind.Node, CancellationToken.None);
    }

    private void Refuse(string node, PullMessage message, int status, string reason)
    {
        _logger.PullRefused(message.Stream, node, reason);
        _control.Send(node, new PullRefusedMessage(
            message.Id, status is >= 400 and <= 599 ? status : 500, reason[..Math.Min(reason.Length, ControlLimits.ReasonLength)]));
    }

    /// <summary>The stream has stopped, and the media half has ended its sessions with it.</summary>
    private void Forget(string stream, long last)
    {
        foreach (ServedPull pull in _served.Values.Where(pull => pull.Stream == stream && pull.Number <= last).ToList())
        {
            _served.TryRemove((pull.Node, pull.Id), out _);
        }
    }

    private void EndAll(Func<ServedPull, bool> which, string reason)
    {
        foreach (ServedPull pull in _served.Values.Where(which).ToList())
        {
            if (_served.TryRemove((pull.Node, pull.Id), out _))
            {
                End(pull, reason);
            }
        }
    }

    private void End(ServedPull pull, string reason)
    {
        string? session;
        lock (pull)
        {
            pull.Ended = true;
            session = pull.Session;
        }

        if (session is { Length: > 0 })
        {
            _logger.PullEnded(pull.Stream, pull.Node, reason);
            Run(_media.CloseAsync(session, reason, CancellationToken.None));
        }
    }

    private async void Run(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception error)
        {
            // Nobody waits for this work, so its failure is told here.
            _logger.PullFailed(error);
        }
    }
}

using System.Collections.Concurrent;
using CdnLab.Control;
using CdnLab.Forwarding;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;
using Microsoft.Extensions.Logging;

namespace CdnLab.Node.ControlPlane;

/// <summary>
/// Answers players: from what is here, or by fetching the stream from the origin that has it (spec §4.4). One pull serves
/// all local players; the first of them is answered before the origin has been. Any thread.
/// </summary>
/// <remarks>
/// A pull outlives the link on which it was agreed: media goes on. It ends when its publisher stops, when the media half
/// gives it up, when the origin refuses or does not answer in time, and when the origin restarts.
/// </remarks>
public sealed class PlayCoordinator
{
    /// <summary>What viewers are told when a publisher stops (spec §6.4).</summary>
    public const string StoppedByPublisher = "Stopped by publisher stop";

    private readonly NodeSettings _settings;
    private readonly IMediaPlane _media;
    private readonly IControlPlane _control;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, OutgoingPull> _pulls = new(StringComparer.Ordinal);

    /// <summary>Makes the coordinator and listens to the control plane and the media half from now on.</summary>
    public PlayCoordinator(NodeSettings settings, IMediaPlane media, IControlPlane control, ILogger<PlayCoordinator> logger)
    {
        _settings = settings;
        _media = media;
        _control = control;
        _logger = logger;
        control.PullReceived += OnPullReceived;
        control.StreamRemoved += OnStreamRemoved;
        control.NodeLost += node => EndAll(pull => pull.Node == node && !pull.IsAnswered, $"The link to {node} was lost before it answered.");
        control.NodeRestarted += node => EndAll(pull => pull.Node == node, $"Node {node} has restarted.");

        // On the loop's thread: only hand over.
        media.PullEnded += (stream, pullId, reason) => ThreadPool.QueueUserWorkItem(_ => OnPullEndedByMedia(pullId, reason));
    }

    /// <summary>Answers a player's offer.</summary>
    public async Task<NegotiationOutcome> PlayAsync(string stream, string offer, CancellationToken cancellation)
    {
        if (await _media.FindAsync(stream, cancellation) != LocalStreamKind.None)
        {
            NegotiationOutcome outcome = await _media.PlayAsync(stream, offer, PeerKind.Viewer, cancellation);

            // The stream may have gone between the two questions; then the way of a stream that is not here is taken.
            if (outcome.Status is not (404 or 409))
            {
                return outcome;
            }
        }

        StreamRoute? route = _control.Snapshot.Find(stream);
        if (route is null)
        {
            return NegotiationOutcome.Refused(409, $"Nobody publishes stream '{stream}'. Try again when it has begun.");
        }

        if (_settings.Role == NodeRole.Origin)
        {
            return NegotiationOutcome.Refused(
                403,
                $"Stream '{stream}' is published on origin {route.Node.Id}, and an origin does not play streams of other origins. Ask an edge for it.");
        }

        if (!route.IsReachable)
        {
            return NegotiationOutcome.Refused(409, $"Stream '{stream}' is published on {route.Node.Id}, which cannot be reached now. Try again.");
        }

        await BeginPullAsync(route, cancellation);
        NegotiationOutcome played = await _media.PlayAsync(stream, offer, PeerKind.Viewer, cancellation);
        return played.Status == 404
            ? NegotiationOutcome.Refused(409, $"Stream '{stream}' could not be fetched from {route.Node.Id}. Try again.")
            : played;
    }

    private async Task BeginPullAsync(StreamRoute route, CancellationToken cancellation)
    {
        // Of several first players only one gets an offer here; the others find the stream being pulled.
        PullOffer begun = await _media.BeginPullAsync(route.Stream, cancellation);
        if (begun.PullId.Length == 0)
        {
            return;
        }

        var pull = new OutgoingPull(begun.PullId, route.Stream.Name, route.Node.Id);
        _pulls[pull.Id] = pull;
        _logger.PullBegun(pull.Stream, pull.Node);
        _ = EndUnlessAnsweredAsync(pull);
        _control.Send(
            pull.Node,
            new PullMessage(pull.Id, pull.Stream, begun.Offer),
            () => End(pull, $"There is no link to {pull.Node}."));
    }

    private async Task EndUnlessAnsweredAsync(OutgoingPull pull)
    {
        await Task.Delay(_settings.PullAnswerTimeout, pull.Waiting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!pull.IsAnswered)
        {
            End(pull, $"{pull.Node} did not answer within {_settings.PullAnswerTimeout.TotalSeconds:0.###} s.");
        }
    }

    private void OnPullReceived(string node, ControlMessage message)
    {
        switch (message)
        {
            case PullAnswerMessage answer when Find(answer.Id, node) is { } pull:
                if (pull.TryAnswer())
                {
                    pull.Waiting.Cancel();
                    Run(CompleteAsync(pull, answer.Answer));
                }

                break;
            case PullAnswerMessage answer:
                // Too late: the pull was given up. The serving node must not keep a session for it.
                _control.Send(node, new PullEndMessage(answer.Id, "The pull was given up before the answer came."));
                break;
            case PullRefusedMessage refused when Find(refused.Id, node) is { } pull:
                // Nothing to free over there, so it is not told.
                End(pull, $"{node} refused: {refused.Reason}", tell: false);
                break;
        }
    }

    private async Task CompleteAsync(OutgoingPull pull, string answer)
    {
        string? fault = await _media.CompletePullAsync(pull.Id, answer, CancellationToken.None);
        if (fault is not null && _pulls.TryRemove(pull.Id, out _))
        {
            Tell(pull, fault);
        }
    }

    private void OnStreamRemoved(StreamInfo stream, string reason) =>
        EndAll(pull => pull.Stream == stream.Name && pull.Node == stream.Node, StoppedByPublisher);

    private void OnPullEndedByMedia(string pullId, string reason)
    {
        if (_pulls.TryRemove(pullId, out OutgoingPull? pull))
        {
            pull.Waiting.Cancel();
            Tell(pull, reason);
        }
    }

    private void EndAll(Func<OutgoingPull, bool> which, string reason)
    {
        foreach (OutgoingPull pull in _pulls.Values.Where(which).ToList())
        {
            End(pull, reason);
        }
    }

    private void End(OutgoingPull pull, string reason, bool tell = true)
    {
        if (!_pulls.TryRemove(pull.Id, out _))
        {
            return;
        }

        pull.Waiting.Cancel();
        if (tell)
        {
            Tell(pull, reason);
        }
        else
        {
            _logger.PullEnded(pull.Stream, pull.Node, reason);
        }

        Run(_media.EndPullAsync(pull.Id, reason, CancellationToken.None));
    }

    private void Tell(OutgoingPull pull, string reason)
    {
        _logger.PullEnded(pull.Stream, pull.Node, reason);
        _control.Send(pull.Node, new PullEndMessage(pull.Id, Shorten(reason)));
    }

    private OutgoingPull? Find(string id, string node) => _pulls.TryGetValue(id, out OutgoingPull? pull) && pull.Node == node ? pull : null;

    private static string Shorten(string reason) => reason.Length <= ControlLimits.ReasonLength ? reason : reason[..ControlLimits.ReasonLength];

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

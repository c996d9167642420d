using CdnLab.Control;
using CdnLab.Forwarding;

namespace CdnLab.Node.Sessions;

/// <summary>
/// The node's media half as HTTP and the control plane see it. All members may be called from any thread; the work is done
/// on the media loop.
/// </summary>
public interface IMediaPlane
{
    /// <summary>
    /// Told on the loop's thread, so handlers must only hand over (for example, write to a channel): a publisher's stream
    /// has become playable here, with its tracks.
    /// </summary>
    event Action<StreamInfo>? StreamPublished;

    /// <summary>Told on the loop's thread: a locally published stream is gone; its name and why.</summary>
    event Action<string, string>? StreamStopped;

    /// <summary>
    /// Told on the loop's thread: the upstream session of a pulled stream ended by itself (media lost, peer closed) or was
    /// given up because nobody has watched for the idle time; its stream's name, its pull identifier and why.
    /// </summary>
    event Action<string, string, string>? PullEnded;

    /// <summary>Accepts a publisher's offer (WHIP) and makes the stream.</summary>
    Task<NegotiationOutcome> PublishAsync(string stream, string offer, CancellationToken cancellation);

    /// <summary>
    /// Accepts a player's offer (WHEP), or another node's, for a stream that is published here or that is being pulled.
    /// </summary>
    Task<NegotiationOutcome> PlayAsync(string stream, string offer, PeerKind peer, CancellationToken cancellation);

    /// <summary>
    /// Prepares to fetch a stream from another node: makes the local stream with the tracks announced, so that players can
    /// be answered at once, and returns the offer to send. When the stream is already pulled or published here, the result
    /// says so and holds no offer.
    /// </summary>
    Task<PullOffer> BeginPullAsync(StreamInfo stream, CancellationToken cancellation);

    /// <summary>Hands over the serving node's answer to an offer of <see cref="BeginPullAsync"/>.</summary>
    /// <returns>Null, or the sentence that says why the answer is of no use; the pull has then ended.</returns>
    Task<string?> CompletePullAsync(string pullId, string answer, CancellationToken cancellation);

    /// <summary>Ends a pull and everything that plays from it.</summary>
    Task EndPullAsync(string pullId, string reason, CancellationToken cancellation);

    /// <summary>Hands over candidates or an ICE restart (RFC 8840 fragment) for a session.</summary>
    Task<PatchOutcome> PatchAsync(string sessionId, string? ifMatch, string fragment, CancellationToken cancellation);

    /// <summary>Ends a session: a publisher's (its stream stops everywhere), a player's, or a pulling node's.</summary>
    /// <returns>False when there is no such session.</returns>
    Task<bool> CloseAsync(string sessionId, string reason, CancellationToken cancellation);

    /// <summary>Whether a stream of this name is published or pulled here, and which.</summary>
    Task<LocalStreamKind> FindAsync(string stream, CancellationToken cancellation);

    /// <summary>Begins a new measuring window.</summary>
    Task ResetMeasurementsAsync(CancellationToken cancellation);

    /// <summary>What was measured since the window began. Traced packets are handed out once.</summary>
    Task<NodeMeasurements> TakeMeasurementsAsync(CancellationToken cancellation);

    /// <summary>Figures of the media half for the status page and the lab; JSON-serialisable.</summary>
    Task<MediaStatus> GetStatusAsync(CancellationToken cancellation);
}

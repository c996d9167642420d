using CdnLab.Core;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Forwarding;

/// <summary>Streams that are fetched from other nodes: one upstream session each, ended when nobody has watched for a while.</summary>
public sealed partial class MediaNode
{
    private readonly Dictionary<string, PendingPull> _pulls = [];

    /// <summary>
    /// Prepares to fetch a stream: makes it here with the tracks announced, so that players can be answered at once, and the
    /// offer to send.
    /// </summary>
    public PullOffer BeginPull(Instant now, StreamDescription description)
    {
        if (_streams.ContainsKey(description.Name) || _sessions.Count + _pulls.Count >= _options.MaximumSessions)
        {
            return new PullOffer("", "");
        }

        Track[] tracks = [.. description.Tracks.Select(track => new Track(track, _options.KeyFrameRequestInterval))];
        var stream = new MediaStream(description.Name, LocalStreamKind.Pulled, tracks) { IdleSince = now };
        _streams.Add(description.Name, stream);
        IceCredentials ice = NewCredentials();
        var media = new List<MediaCapabilities>();
        foreach (TrackDescription track in description.Tracks)
        {
            MediaCapabilities own = track.Kind == TrackKind.Audio ? MediaCapabilities.DefaultAudio : MediaCapabilities.DefaultVideo;
            media.Add(own.For(new NegotiatedCodec
            {
                PayloadType = 96, Name = track.Codec, ClockRate = track.ClockRate, Channels = track.Channels, Parameters = track.Format,
            }));
        }

        SessionDescription offer = SdpNegotiator.CreateOffer(new OfferOptions
        {
            Direction = SdpDirection.RecvOnly,
            Ice = ice,
            Candidates = [IceCandidate.CreateHost(_options.Address)],
            Fingerprint = Fingerprint,
            Media = media,
            SessionId = NewSdpSessionId(),
        });
        string id = RandomToken(18);
        _pulls.Add(id, new PendingPull(stream, offer, ice));
        stream.PullId = id;
        return new PullOffer(id, offer.ToString());
    }

    /// <summary>Takes the serving node's answer and starts the upstream session.</summary>
    /// <returns>Null, or why the answer is of no use; the pull has then ended.</returns>
    public string? CompletePull(Instant now, string pullId, string answer)
    {
        if (!_pulls.Remove(pullId, out PendingPull? pull))
        {
            return "The pull has already ended.";
        }

        string? problem = null;
        NegotiationResult? result = null;
        if (!SessionDescription.TryParse(answer, out SessionDescription? description, out SdpError error))
        {
            problem = $"The serving node's answer does not parse: {error}.";
        }
        else
        {
            result = SdpNegotiator.AcceptAnswer(pull.Offer, description);
            problem = result.IsAccepted ? null : result.Refusal.Sentence;
        }

        if (problem is not null)
        {
            RemoveStream(now, pull.Stream, problem);
            return problem;
        }

        PeerSession session = NewSession(now, PeerRole.Upstream, pull.Stream, IceRole.Controlling, pull.Ice, result!.Session!, egress: null);
        Receive(session, result.Session!);
        pull.Stream.Source = session;

        // Answers to our checks carry no user name, so the address must lead to the session before the first is sent.
        foreach (IceCandidate candidate in result.Session!.RemoteCandidates)
        {
            if (candidate.Address is { } address)
            {
                Remember(session, address);
            }
        }

        Pump(now, session);
        return null;
    }

    /// <summary>Ends a pull, and everything that plays from it.</summary>
    public void EndPull(Instant now, string pullId, string reason)
    {
        _pulls.Remove(pullId);
        MediaStream? stream = _streams.Values.FirstOrDefault(candidate => candidate.PullId == pullId);
        if (stream is not null)
        {
            RemoveStream(now, stream, reason);
        }
    }

    private void EndIdlePulls(Instant now)
    {
        List<MediaStream>? idle = null;
        foreach (MediaStream stream in _streams.Values)
        {
            if (stream.Kind == LocalStreamKind.Pulled && !stream.IdleSince.IsNever && now >= stream.IdleSince + _options.IdlePullTimeout)
            {
                (idle ??= []).Add(stream);
            }
        }

        if (idle is null)
        {
            return;
        }

        foreach (MediaStream stream in idle)
        {
            _pulls.Remove(stream.PullId);
            EndStream(now, stream, "nobody has watched it for the idle time");
        }
    }

    /// <summary>A pull whose offer is out and whose answer is not in.</summary>
    private sealed record PendingPull(MediaStream Stream, SessionDescription Offer, IceCredentials Ice);
}

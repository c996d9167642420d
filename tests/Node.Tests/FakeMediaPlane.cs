using System.Collections.Concurrent;
using System.Net;
using CdnLab.Control;
using CdnLab.Forwarding;
using CdnLab.Node.Http;
using CdnLab.Node.Sessions;

namespace CdnLab.Node.Tests;

/// <summary>Sessions and streams as entries in memory; an offer is any text, its answer says whose it is.</summary>
internal sealed class FakeMediaPlane(string node) : IMediaPlane, IMediaAddress, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _sessions = [];
    private readonly Dictionary<string, StreamInfo> _published = [];
    private readonly Dictionary<string, string> _pullOfStream = [];
    private int _count;

    public event Action<StreamInfo>? StreamPublished;

    public event Action<string, string>? StreamStopped;

    public event Action<string, string, string>? PullEnded;

    public IPEndPoint MediaAddress { get; } = new(IPAddress.Loopback, 40000);

    /// <summary>What happened, in words.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public PatchOutcome NextPatch { get; set; } = new(204, "", "", "");

    public string? LastIfMatch { get; private set; }

    public bool Disposed { get; private set; }

    /// <summary>When set, BeginPullAsync offers this text.</summary>
    public string PullOfferText { get; set; } = "pull offer";

    public Task<NegotiationOutcome> PublishAsync(string stream, string offer, CancellationToken cancellation)
    {
        StreamInfo info = new(stream, node, [new("video", "VP8", 90000, 1, ""), new("audio", "opus", 48000, 2, "minptime=10")]);
        string id;
        lock (_lock)
        {
            if (_pullOfStream.ContainsKey(stream) || !_published.TryAdd(stream, info))
            {
                return Task.FromResult(NegotiationOutcome.Refused(409, "The name is taken."));
            }

            id = Add(new Session(stream, "publisher"));
        }

        StreamPublished?.Invoke(info);
        return Task.FromResult(Made(id));
    }

    public Task<NegotiationOutcome> PlayAsync(string stream, string offer, PeerKind peer, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (offer == "bad")
            {
                return Task.FromResult(NegotiationOutcome.Refused(400, "The offer is not SDP."));
            }

            return Task.FromResult(_published.ContainsKey(stream) || _pullOfStream.ContainsKey(stream)
                ? Made(Add(new Session(stream, peer == PeerKind.Node ? "node" : "viewer")))
                : NegotiationOutcome.Refused(404, "No such stream."));
        }
    }

    public Task<PullOffer> BeginPullAsync(StreamInfo stream, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_published.ContainsKey(stream.Name) || _pullOfStream.ContainsKey(stream.Name))
            {
                return Task.FromResult(new PullOffer("", ""));
            }

            string id = $"pull-{++_count}";
            _pullOfStream[stream.Name] = id;
            Log.Enqueue($"pull begun {stream.Name} from {stream.Node} with {stream.Tracks.Count} tracks");
            return Task.FromResult(new PullOffer(id, PullOfferText));
        }
    }

    public Task<string?> CompletePullAsync(string pullId, string answer, CancellationToken cancellation)
    {
        Log.Enqueue($"pull completed with {answer}");
        return Task.FromResult<string?>(null);
    }

    public Task EndPullAsync(string pullId, string reason, CancellationToken cancellation)
    {
        lock (_lock)
        {
            string? stream = _pullOfStream.FirstOrDefault(pair => pair.Value == pullId).Key;
            if (stream is not null)
            {
                _pullOfStream.Remove(stream);
                RemoveSessions(stream);
                Log.Enqueue($"pull ended {stream}: {reason}");
            }
        }

        return Task.CompletedTask;
    }

    public Task<PatchOutcome> PatchAsync(string sessionId, string? ifMatch, string fragment, CancellationToken cancellation)
    {
        LastIfMatch = ifMatch;
        lock (_lock)
        {
            return Task.FromResult(_sessions.ContainsKey(sessionId) ? NextPatch : new PatchOutcome(404, "", "", "No such session."));
        }
    }

    public Task<bool> CloseAsync(string sessionId, string reason, CancellationToken cancellation)
    {
        Session? session;
        lock (_lock)
        {
            if (!_sessions.Remove(sessionId, out session))
            {
                return Task.FromResult(false);
            }

            Log.Enqueue($"{session.Kind} closed {session.Stream}");
            if (session.Kind == "publisher")
            {
                _published.Remove(session.Stream);
                RemoveSessions(session.Stream);
            }
        }

        if (session.Kind == "publisher")
        {
            StreamStopped?.Invoke(session.Stream, reason);
        }

        return Task.FromResult(true);
    }

    public Task<LocalStreamKind> FindAsync(string stream, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult(_published.ContainsKey(stream) ? LocalStreamKind.Published
                : _pullOfStream.ContainsKey(stream) ? LocalStreamKind.Pulled : LocalStreamKind.None);
        }
    }

    public Task ResetMeasurementsAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<NodeMeasurements> TakeMeasurementsAsync(CancellationToken cancellation) =>
        throw new NotSupportedException("The fake measures nothing.");

    public Task<MediaStatus> GetStatusAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult(new MediaStatus
            {
                Sessions = _sessions.Values.GroupBy(session => session.Kind).ToDictionary(group => group.Key, group => group.Count()),
                Counters = new Dictionary<string, long> { ["packets_forwarded"] = 7 },
                Published = [.. _published.Keys],
                Pulled = [.. _pullOfStream.Keys],
            });
        }
    }

    /// <summary>How many sessions of a kind there are.</summary>
    public int Count(string kind)
    {
        lock (_lock)
        {
            return _sessions.Values.Count(session => session.Kind == kind);
        }
    }

    public bool Pulls(string stream)
    {
        lock (_lock)
        {
            return _pullOfStream.ContainsKey(stream);
        }
    }

    /// <summary>The media half gives a pull up by itself.</summary>
    public void GiveUpPull(string stream, string reason)
    {
        string id;
        lock (_lock)
        {
            _pullOfStream.Remove(stream, out id!);
            RemoveSessions(stream);
        }

        PullEnded?.Invoke(stream, id, reason);
    }

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }

    private string Add(Session session)
    {
        string id = $"{node}-secret-session-{++_count}";
        _sessions.Add(id, session);
        return id;
    }

    private void RemoveSessions(string stream)
    {
        foreach (string id in _sessions.Where(pair => pair.Value.Stream == stream).Select(pair => pair.Key).ToList())
        {
            _sessions.Remove(id);
        }
    }

    private NegotiationOutcome Made(string id) => new(201, id, $"answer of {node}", "tag-" + id[^1], "");

    private sealed record Session(string Stream, string Kind);
}

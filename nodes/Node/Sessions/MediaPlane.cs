using System.Net;
using System.Security.Cryptography;
using CdnLab.Rtc.Receiving;
using CdnLab.Control;
using CdnLab.Core;
using CdnLab.Forwarding;
using CdnLab.Node.Http;
using CdnLab.Node.Loop;
using CdnLab.Node.Settings;
using CdnLab.Rtc.Dtls;

namespace CdnLab.Node.Sessions;

/// <summary>The media half: hands what HTTP and the control plane ask for to the loop that owns the sessions.</summary>
public sealed class MediaPlane : IMediaPlane, IMediaAddress, IAsyncDisposable
{
    private readonly string _node;
    private readonly DtlsCertificate _certificate;
    private readonly DtlsContext _dtls;
    private readonly MediaLoop _loop;
    private Baseline _baseline;

    /// <summary>Binds the media port and starts the loop.</summary>
    /// <param name="settings">Address, limits.</param>
    /// <param name="loggers">For the loop.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The address cannot be bound.</exception>
    public MediaPlane(NodeSettings settings, ILoggerFactory loggers)
    {
        _node = settings.Id;
        _certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
        _dtls = new DtlsContext(_certificate, settings.SrtpProfiles);
        _loop = new MediaLoop(
            NetAddress.From(settings.MediaIp, settings.MediaPort),
            (sink, address) => new MediaNode(
                new MediaNodeOptions
                {
                    Address = address,
                    Dtls = _dtls,
                    Certificate = _certificate,
                    DtlsSetup = settings.DtlsSetup,
                    Random = RandomNumberGenerator.Fill,
                    MaximumSessions = settings.MaxSessions,
                    IdlePullTimeout = settings.IdlePullTimeout,
                },
                sink),
            OnEvent,
            settings.TraceEvery,
            loggers.CreateLogger<MediaLoop>());
    }

    /// <inheritdoc/>
    public event Action<StreamInfo>? StreamPublished;

    /// <inheritdoc/>
    public event Action<string, string>? StreamStopped;

    /// <inheritdoc/>
    public event Action<string, string, string>? PullEnded;

    /// <inheritdoc/>
    public IPEndPoint MediaAddress => _loop.LocalAddress.ToIPEndPoint();

    /// <inheritdoc/>
    public Task<NegotiationOutcome> PublishAsync(string stream, string offer, CancellationToken cancellation) =>
        _loop.InvokeAsync(now => _loop.Core.Publish(now, stream, offer)).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task<NegotiationOutcome> PlayAsync(string stream, string offer, PeerKind peer, CancellationToken cancellation) =>
        _loop.InvokeAsync(now => _loop.Core.Play(now, stream, offer, peer)).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task<PullOffer> BeginPullAsync(StreamInfo stream, CancellationToken cancellation)
    {
        var description = new StreamDescription(stream.Name, [.. stream.Tracks.Select(track => new TrackDescription(
            track.Kind == "audio" ? TrackKind.Audio : TrackKind.Video, track.Codec, track.ClockRate, track.Channels, track.Format))]);
        return _loop.InvokeAsync(now => _loop.Core.BeginPull(now, description)).WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public Task<string?> CompletePullAsync(string pullId, string answer, CancellationToken cancellation) =>
        _loop.InvokeAsync(now => _loop.Core.CompletePull(now, pullId, answer)).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task EndPullAsync(string pullId, string reason, CancellationToken cancellation) =>
        _loop.InvokeAsync(now =>
        {
            _loop.Core.EndPull(now, pullId, reason);
            return true;
        }).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task<PatchOutcome> PatchAsync(string sessionId, string? ifMatch, string fragment, CancellationToken cancellation) =>
        _loop.InvokeAsync(now => _loop.Core.Patch(now, sessionId, ifMatch, fragment)).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task<bool> CloseAsync(string sessionId, string reason, CancellationToken cancellation) =>
        _loop.InvokeAsync(now => _loop.Core.Close(now, sessionId, reason)).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task<LocalStreamKind> FindAsync(string stream, CancellationToken cancellation) =>
        _loop.InvokeAsync(_ => _loop.Core.Find(stream)).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task<MediaStatus> GetStatusAsync(CancellationToken cancellation) => _loop.InvokeAsync(_ => new MediaStatus
    {
        Sessions = Enum.GetValues<PeerRole>().ToDictionary(role => role.ToString().ToLowerInvariant(), _loop.Core.CountSessions),
        Counters = _loop.Core.Counters.ToDictionary(),
        Published = _loop.Core.ListStreams(LocalStreamKind.Published),
        Pulled = _loop.Core.ListStreams(LocalStreamKind.Pulled),
    }).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task ResetMeasurementsAsync(CancellationToken cancellation) => _loop.InvokeAsync(now =>
    {
        _loop.ResetMeasurements();
        _baseline = Baseline.Read(now, _loop);
        return true;
    }).WaitAsync(cancellation);

    /// <inheritdoc/>
    public Task<NodeMeasurements> TakeMeasurementsAsync(CancellationToken cancellation) =>
        _loop.InvokeAsync(TakeMeasurements).WaitAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _loop.Dispose();
        _dtls.Dispose();
        _certificate.Dispose();
        return ValueTask.CompletedTask;
    }

    private NodeMeasurements TakeMeasurements(Instant now)
    {
        var current = Baseline.Read(now, _loop);
        TrackLoss loss = current.Loss - _baseline.Loss;
        var hops = new List<long>();
        foreach (HopRecord hop in _loop.Trace.TakeAll())
        {
            hops.AddRange([hop.ReceivedNs, hop.SentNs, hop.InSsrc, hop.InSequence, hop.OutSsrc, hop.OutSequence, hop.Timestamp]);
        }

        return new NodeMeasurements
        {
            SinceNs = _baseline.At.Nanoseconds,
            AtNs = now.Nanoseconds,
            ForwardedPackets = current.Forwarded - _baseline.Forwarded,
            SentBytes = current.Bytes - _baseline.Bytes,
            Residence = _loop.Sink.Residence.ToData(),
            LoopLateness = _loop.Lateness.ToData(),
            SystemCalls = current.SystemCalls - _baseline.SystemCalls,
            SocketDrops = current.SocketDrops - _baseline.SocketDrops,
            AllocatedBytes = current.Allocated - _baseline.Allocated,
            Collections = current.Collections - _baseline.Collections,
            CollectionPauseMs = (current.Pause - _baseline.Pause).TotalMilliseconds,
            UpstreamLost = loss.Lost,
            UpstreamRepaired = loss.Repaired,
            UpstreamGivenUp = loss.GivenUp,
            Counters = _loop.Core.Counters.ToDictionary(),
            Hops = hops,
        };
    }

    private void OnEvent(MediaEvent mediaEvent)
    {
        switch (mediaEvent)
        {
            case MediaEvent.Published published:
                StreamPublished?.Invoke(new StreamInfo(published.Stream.Name, _node, [.. published.Stream.Tracks.Select(track =>
                    new TrackInfo(track.Kind == TrackKind.Audio ? "audio" : "video", track.Codec, track.ClockRate, track.Channels, track.Format))]));
                break;
            case MediaEvent.Stopped stopped:
                StreamStopped?.Invoke(stopped.Stream, stopped.Reason);
                break;
            case MediaEvent.PullEnded ended:
                PullEnded?.Invoke(ended.Stream, ended.PullId, ended.Reason);
                break;
        }
    }

    /// <summary>Totals at the start of a measuring window.</summary>
    private readonly record struct Baseline(
        Instant At, long Forwarded, long Bytes, long SystemCalls, long SocketDrops, long Allocated, int Collections, TimeSpan Pause, TrackLoss Loss)
    {
        public static Baseline Read(Instant now, MediaLoop loop) => new(
            now,
            loop.Sink.Forwarded,
            loop.Sink.Bytes,
            loop.Socket.SystemCalls,
            loop.Socket.DroppedBySendBuffer + loop.Socket.RefusedByKernel + loop.Socket.Received.DroppedByReceiveBuffer,
            GC.GetTotalAllocatedBytes(),
            GC.CollectionCount(0),
            GC.GetTotalPauseDuration(),
            loop.Core.SumUpstreamLoss());
    }
}

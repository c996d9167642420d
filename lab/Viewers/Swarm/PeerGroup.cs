using System.Security.Cryptography;
using CdnLab.Core;
using CdnLab.Rtc.Dtls;
using CdnLab.Udp;
using CdnLab.Viewers.Peers;

namespace CdnLab.Viewers.Swarm;

/// <summary>Peers that share a thread, a socket and a certificate; each has an address of its own.</summary>
/// <remarks>Members are called on the group's thread, but for <see cref="Loop"/> and disposal.</remarks>
internal sealed class PeerGroup : IDatagramHandler, IDisposable
{
    // Viewers' timers are looked through this often; a publisher's are kept to the moment.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly DtlsCertificate _certificate;
    private readonly DtlsContext _dtls;
    private readonly Dictionary<uint, RtcPeer> _byAddress = [];
    private readonly List<PublisherPeer> _publishers = [];
    private readonly HashSet<RtcPeer> _touched = [];
    private readonly List<RtcPeer> _due = [];
    private readonly int _traceEvery;
    private WallClock _clock;
    private Instant _tickAt = Instant.Never;

    public PeerGroup(string name, int traceEvery, int realTimePriority = 0)
    {
        _traceEvery = traceEvery;
        _certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
        _dtls = new DtlsContext(_certificate);
        Socket = UdpBatchSocket.Bind(NetAddress.FromIPv4(0, 0), new UdpSocketOptions { AnyAddress = true, ReceiveBuffer = 32 << 20 });
        Loop = new DatagramLoop(Socket, this, name, exception =>
            Environment.FailFast($"The {name} loop met a broken invariant: {exception.Message}", exception), realTimePriority);
    }

    public DatagramLoop Loop { get; }

    public UdpBatchSocket Socket { get; }

    public IReadOnlyList<PublisherPeer> Publishers => _publishers;

    public Instant NextTimeout
    {
        get
        {
            Instant next = _tickAt;
            foreach (PublisherPeer publisher in _publishers)
            {
                next = Instant.Min(next, publisher.NextTimeout);
            }

            return next;
        }
    }

    public PeerSetup NewSetup(NetAddress local) => new()
    {
        Dtls = _dtls,
        Certificate = _certificate,
        Random = RandomNumberGenerator.Fill,
        Sink = new PeerSink(Socket, local),
        TraceEvery = _traceEvery,
    };

    public void Add(Instant now, NetAddress local, RtcPeer peer)
    {
        peer.WallClock = _clock;
        if (!_byAddress.TryAdd(local.IPv4, peer))
        {
            throw new InvalidOperationException($"Two peers have the address {local.ToIPAddress()}.");
        }

        if (peer is PublisherPeer publisher)
        {
            _publishers.Add(publisher);
        }

        _tickAt = Instant.Min(_tickAt, now + Tick);
    }

    public void Remove(Instant now, NetAddress local, string reason)
    {
        if (!_byAddress.Remove(local.IPv4, out RtcPeer? peer))
        {
            return;
        }

        peer.Close(now, reason);
        Socket.Flush();
        _touched.Remove(peer);
        if (peer is PublisherPeer publisher)
        {
            _publishers.Remove(publisher);
        }

        peer.Dispose();
    }

    public void SetWallClock(WallClock clock)
    {
        _clock = clock;
        foreach (RtcPeer peer in _byAddress.Values)
        {
            peer.WallClock = clock;
        }
    }

    public void ReceiveDatagram(Instant now, Instant received, Span<byte> datagram, NetAddress from, NetAddress to)
    {
        if (_byAddress.TryGetValue(to.IPv4, out RtcPeer? peer))
        {
            peer.ReceiveDatagram(now, received, datagram, from);
            _touched.Add(peer);
        }
    }

    public void HandleTimeout(Instant now)
    {
        foreach (PublisherPeer publisher in _publishers)
        {
            if (publisher.NextTimeout <= now)
            {
                publisher.HandleTimeout(now);
            }
        }

        if (_tickAt > now)
        {
            return;
        }

        _due.Clear();
        foreach (RtcPeer peer in _byAddress.Values)
        {
            if (peer.NextTimeout <= now)
            {
                _due.Add(peer);
            }
        }

        foreach (RtcPeer peer in _due)
        {
            peer.HandleTimeout(now);
        }

        _tickAt = _byAddress.Count == 0 ? Instant.Never : now + Tick;
    }

    public void EndTurn(Instant now)
    {
        foreach (RtcPeer peer in _touched)
        {
            peer.SendDue(now);
        }

        _touched.Clear();
        Instant sending = SystemClock.Now;
        Socket.Flush();
        foreach (PublisherPeer publisher in _publishers)
        {
            publisher.MarkSent(sending);
        }
    }

    public void Stop(Instant now)
    {
        foreach (RtcPeer peer in _byAddress.Values)
        {
            peer.Close(now, "the swarm is ending");
        }
    }

    public void Dispose()
    {
        Loop.Dispose();
        foreach (RtcPeer peer in _byAddress.Values)
        {
            peer.Dispose();
        }

        _dtls.Dispose();
        _certificate.Dispose();
    }
}

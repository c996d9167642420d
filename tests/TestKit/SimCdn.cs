using CdnLab.Core;
using CdnLab.Forwarding;
using CdnLab.Links.Netem;
using CdnLab.Media;
using CdnLab.Rtc.Dtls;
using CdnLab.Viewers.Clips;
using CdnLab.Viewers.Peers;

namespace CdnLab.TestKit;

/// <summary>
/// An origin and its publisher in one region, an edge and its viewers in another, the link between them shaped; all in virtual
/// time, from a seed.
/// </summary>
public sealed class SimCdn : IDisposable
{
    private const uint OriginRegion = 0x0A500000;
    private const uint EdgeRegion = 0x0A510000;

    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
    private readonly DtlsContext _dtls;
    private readonly SeededRandom _random;
    private readonly PayloadPool _pool = new();
    private readonly Dictionary<RtcPeer, NetAddress> _addresses = [];
    private readonly Dictionary<RtcPeer, NegotiationOutcome> _outcomes = [];
    private uint _nextHost = 0x8001;

    /// <summary>Makes the two nodes.</summary>
    public SimCdn(ulong seed, LinkProfile link, Func<MediaNodeOptions, MediaNodeOptions>? configure = null)
    {
        _random = new SeededRandom(seed);
        _dtls = new DtlsContext(_certificate);
        Network = new SimNetwork(seed);
        Network.Connect(OriginRegion, EdgeRegion, link);
        Origin = new SimNode(Network, NetAddress.FromIPv4(OriginRegion + 0x101, 7000), _random, configure);
        Edge = new SimNode(Network, NetAddress.FromIPv4(EdgeRegion + 0x101, 7000), _random, configure);
    }

    /// <summary>The clip that is published.</summary>
    public static Clip Clip { get; } = Clip.Load(Path.Combine(AppContext.BaseDirectory, "Clips"));

    /// <summary>The network between all.</summary>
    public SimNetwork Network { get; }

    /// <summary>Where the stream is published.</summary>
    public SimNode Origin { get; }

    /// <summary>Where it is watched.</summary>
    public SimNode Edge { get; }

    /// <summary>Publishes a stream to the origin.</summary>
    public PublisherPeer Publish(string stream)
    {
        var address = NetAddress.FromIPv4(OriginRegion + _nextHost++, 5000);
        var host = new SimPeer<PublisherPeer>(new PublisherPeer(Setup(address), Clip) { WallClock = Network.WallClock });
        Network.Add(address, host);
        _addresses.Add(host.Peer, address);
        string offer = host.Peer.CreateOffer();
        NegotiationOutcome outcome = Origin.Do(Network.Now, node => node.Publish(Network.Now, stream, offer));
        Accept(host.Peer, outcome);
        return host.Peer;
    }

    /// <summary>Where a publisher or viewer is in the network.</summary>
    public NetAddress AddressOf(RtcPeer peer) => _addresses[peer];

    /// <summary>What the node answered a publisher or viewer: session, answer, ETag.</summary>
    public NegotiationOutcome OutcomeOf(RtcPeer peer) => _outcomes[peer];

    /// <summary>Has the edge fetch a stream; offer and answer take one way each over the link's delay.</summary>
    public void Pull(string stream, TimeSpan oneWay)
    {
        StreamDescription description = Origin.Events.OfType<MediaEvent.Published>().Last(published => published.Stream.Name == stream).Stream;
        PullOffer pull = Edge.Do(Network.Now, node => node.BeginPull(Network.Now, description));
        Network.Schedule(Network.Now + oneWay, () =>
        {
            NegotiationOutcome outcome = Origin.Do(Network.Now, node => node.Play(Network.Now, stream, pull.Offer, PeerKind.Node));
            Network.Schedule(Network.Now + oneWay, () =>
            {
                string? problem = Edge.Do(Network.Now, node => node.CompletePull(Network.Now, pull.PullId, outcome.Answer));
                if (problem is not null)
                {
                    throw new InvalidOperationException($"seed {Network.Seed}: {problem}");
                }
            });
        });
    }

    /// <summary>Has a viewer join at a node.</summary>
    public ViewerPeer Join(SimNode node, string stream)
    {
        var address = NetAddress.FromIPv4((node == Edge ? EdgeRegion : OriginRegion) + _nextHost++, 5000);
        var host = new SimPeer<ViewerPeer>(new ViewerPeer(Setup(address), $"viewer-{_nextHost}", Clip, _pool, new StreamLatencies()) { WallClock = Network.WallClock });
        Network.Add(address, host);
        _addresses.Add(host.Peer, address);
        host.Peer.Join.BegunAt = Network.Now;
        string offer = host.Peer.CreateOffer();
        Accept(host.Peer, node.Do(Network.Now, core => core.Play(Network.Now, stream, offer, PeerKind.Viewer)));
        return host.Peer;
    }

    /// <summary>Has a publisher or viewer vanish without a word: from now on nothing reaches it and it sends nothing.</summary>
    public void Vanish(RtcPeer peer)
    {
        Network.Remove(_addresses[peer]);
        peer.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Origin.Dispose();
        Edge.Dispose();
        _dtls.Dispose();
        _certificate.Dispose();
    }

    private void Accept(RtcPeer peer, NegotiationOutcome outcome)
    {
        _outcomes.Add(peer, outcome);
        if (outcome.Status != 201)
        {
            throw new InvalidOperationException($"seed {Network.Seed}: {outcome.Status} {outcome.Reason}");
        }

        if (peer.AcceptAnswer(Network.Now, outcome.Answer) is { } problem)
        {
            throw new InvalidOperationException($"seed {Network.Seed}: {problem}");
        }
    }

    private PeerSetup Setup(NetAddress address) => new()
    {
        Dtls = _dtls, Certificate = _certificate, Random = _random.Fill, Sink = new SimSink(Network, address),
    };
}

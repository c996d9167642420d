using CdnLab.Core;
using CdnLab.Forwarding;
using CdnLab.Links.Netem;
using CdnLab.Rtc;
using CdnLab.TestKit;
using CdnLab.Viewers.Peers;

namespace CdnLab.Fuzz.Tests.Targets;

/// <summary>
/// A whole node with a publisher and a viewer, and datagrams without a valid tag: from a stranger, and with the addresses of
/// the two as their source. Each is counted, and no session ends.
/// </summary>
internal sealed class NodeDatagramTarget : IFuzzTarget, IDisposable
{
    private static readonly NetAddress Stranger = NetAddress.FromIPv4(0x0A500666, 666);
    private SimCdn? _cdn;
    private PublisherPeer _publisher = null!;
    private ViewerPeer _viewer = null!;

    public string Name => "node-datagram";

    public void Run(ReadOnlySpan<byte> input)
    {
        SimCdn cdn = _cdn ??= Begin();
        ForwardingCounters counters = cdn.Origin.Core.Counters;
        DatagramKind kind = Demux.Classify(input);

        // 1. From nowhere.
        long dropped = Dropped(counters);
        cdn.Origin.Receive(cdn.Network.Now, input.ToArray(), Stranger);
        Broken.Unless(Dropped(counters) == dropped + 1, $"{kind} from a stranger was not counted");

        // 2. As if from the peers. STUN and DTLS have counters of their own in their sessions.
        foreach (RtcPeer peer in (ReadOnlySpan<RtcPeer>)[_publisher, _viewer])
        {
            dropped = Dropped(counters);
            cdn.Origin.Receive(cdn.Network.Now, input.ToArray(), cdn.AddressOf(peer));
            Broken.Unless(
                kind is DatagramKind.Stun or DatagramKind.Dtls || Dropped(counters) == dropped + 1, $"{kind} under a peer's address was not counted");
        }

        cdn.Network.RunFor(TimeSpan.FromMicroseconds(100));
        Broken.Unless(!_publisher.IsOver, $"the publisher's session ended: {_publisher.Transport?.Failure}");
        Broken.Unless(!_viewer.IsOver, $"the viewer's session ended: {_viewer.Transport?.Failure}");
        Broken.Unless(counters.SessionsEnded == 0, "a session ended");
    }

    public void Dispose() => _cdn?.Dispose();

    private static long Dropped(ForwardingCounters counters) =>
        counters.UnknownDatagrams + counters.StrayStun + counters.StrayDatagrams + counters.UnprotectFailures;

    private SimCdn Begin()
    {
        var cdn = new SimCdn(5, new LinkProfile { Delay = TimeSpan.FromMilliseconds(1) });
        _publisher = cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromMilliseconds(500));
        _viewer = cdn.Join(cdn.Origin, "stream");
        cdn.Network.RunFor(TimeSpan.FromMilliseconds(500));
        Broken.Unless(_viewer.Join.IsComplete, "the viewer saw no key frame");
        return cdn;
    }
}

using CdnLab.Core;
using CdnLab.Viewers.Peers;

namespace CdnLab.TestKit;

/// <summary>A simulated publisher or viewer in virtual time.</summary>
public sealed class SimPeer<T>(T peer) : ISimHost
    where T : RtcPeer
{
    /// <summary>The peer.</summary>
    public T Peer { get; } = peer;

    /// <inheritdoc/>
    public Instant NextTimeout => Peer.NextTimeout;

    /// <inheritdoc/>
    public void Receive(Instant now, byte[] datagram, NetAddress from)
    {
        Peer.ReceiveDatagram(now, now, datagram, from);
        Peer.SendDue(now);
        (Peer as PublisherPeer)?.MarkSent(now);
    }

    /// <inheritdoc/>
    public void HandleTimeout(Instant now)
    {
        Peer.HandleTimeout(now);
        (Peer as PublisherPeer)?.MarkSent(now);
    }
}

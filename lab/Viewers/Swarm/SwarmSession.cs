using System.Net;
using CdnLab.Core;
using CdnLab.Viewers.Peers;

namespace CdnLab.Viewers.Swarm;

/// <summary>A viewer in the swarm: who it is, its peer, and the session to end.</summary>
internal sealed class SwarmSession(SwarmViewer viewer, NetAddress address, ViewerPeer peer)
{
    public SwarmViewer Viewer { get; } = viewer;

    public NetAddress Address { get; } = address;

    public IPAddress LocalAddress { get; } = address.ToIPAddress();

    public ViewerPeer Peer { get; } = peer;

    public Uri? Resource { get; set; }
}

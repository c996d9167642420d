using System.Net;
using CdnLab.Viewers.Peers;

namespace CdnLab.Viewers.Swarm;

/// <summary>A stream that the swarm publishes, and the session to end.</summary>
internal sealed record PublishedStream(string Stream, PublisherPeer Peer, Uri Resource, IPAddress LocalAddress);

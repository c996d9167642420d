using CdnLab.Node.Sessions;

namespace CdnLab.Node.Http;

/// <summary>The body of <c>GET /status</c>; members in snake_case.</summary>
/// <param name="Node">The node's name for people.</param>
/// <param name="Id">Its identity in the CDN.</param>
/// <param name="Role"><c>origin</c> or <c>edge</c>.</param>
/// <param name="Region">Where it stands; may be empty.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="CdnEnabled">Whether it belongs to a CDN.</param>
/// <param name="Pid">Its process.</param>
/// <param name="MediaAddress">Where it receives media: <c>ip:port</c>, UDP.</param>
/// <param name="Nodes">All other nodes that it knows.</param>
/// <param name="Streams">All streams that it knows: published here, and announced by others.</param>
/// <param name="Control">Counters of the links between nodes.</param>
/// <param name="Media">Figures of the media half.</param>
public sealed record NodeStatus(
    string Node,
    string Id,
    string Role,
    string Region,
    string Version,
    bool CdnEnabled,
    int Pid,
    string MediaAddress,
    IReadOnlyList<NodeStatus.Peer> Nodes,
    IReadOnlyList<NodeStatus.Stream> Streams,
    IReadOnlyDictionary<string, long> Control,
    MediaStatus Media)
{
    /// <summary>Another node.</summary>
    /// <param name="Id">Its identity.</param>
    /// <param name="Name">Its name for people.</param>
    /// <param name="Role">Its role.</param>
    /// <param name="Region">Where it stands.</param>
    /// <param name="Version">The version of its program.</param>
    /// <param name="State"><c>ACTIVE</c> or <c>PASSIVE</c>.</param>
    /// <param name="InboundConnected">Whether the link was dialled by the other node.</param>
    /// <param name="OutboundConnected">Whether the link was dialled here.</param>
    public sealed record Peer(
        string Id, string Name, string Role, string Region, string Version, string State, bool InboundConnected, bool OutboundConnected);

    /// <summary>A stream and where it is published.</summary>
    /// <param name="Name">The stream.</param>
    /// <param name="Node">The node's identity.</param>
    public sealed record Stream(string Name, string Node);
}

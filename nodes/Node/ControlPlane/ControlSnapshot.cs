using CdnLab.Control;

namespace CdnLab.Node.ControlPlane;

/// <summary>The CDN as one node knows it at one moment; never changes, any thread may read it.</summary>
public sealed class ControlSnapshot
{
    private readonly Dictionary<string, StreamRoute> _routes = new(StringComparer.Ordinal);

    /// <summary>Makes the view.</summary>
    /// <param name="self">The node that looks.</param>
    /// <param name="nodes">All others.</param>
    public ControlSnapshot(NodeInfo self, IEnumerable<NodeView> nodes)
    {
        Nodes = [.. nodes.OrderBy(node => node.Info.Id, StringComparer.Ordinal)];

        // Same name on two origins: no winner is defined (spec §6.5). Here: reachable first, then one that shares a group,
        // then the lower identity, so that all edges of a group choose alike.
        foreach (NodeView node in Nodes.OrderByDescending(node => node.State == PeerState.Active).ThenByDescending(node => SharesGroup(self, node.Info)))
        {
            foreach (StreamInfo stream in node.Streams)
            {
                _routes.TryAdd(stream.Name, new StreamRoute(stream, node.Info, node.State == PeerState.Active));
            }
        }
    }

    /// <summary>All other nodes, ordered by identity.</summary>
    public IReadOnlyList<NodeView> Nodes { get; }

    /// <summary>A view without other nodes.</summary>
    public static ControlSnapshot Empty(NodeInfo self) => new(self, []);

    /// <summary>Where a stream of another node can be had; null when nobody has announced it.</summary>
    public StreamRoute? Find(string stream) => _routes.GetValueOrDefault(stream);

    private static bool SharesGroup(NodeInfo a, NodeInfo b) =>
        a.Groups is { Count: > 0 } groups
            ? b.Groups is { Count: > 0 } others && groups.Intersect(others, StringComparer.Ordinal).Any()
            : b.Groups is null or { Count: 0 };
}

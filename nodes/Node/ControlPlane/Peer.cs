using CdnLab.Control;
using CdnLab.Core;

namespace CdnLab.Node.ControlPlane;

/// <summary>Another node as <see cref="Membership"/> remembers it.</summary>
internal sealed class Peer(NodeInfo info)
{
    /// <summary>What it said of itself, or others of it.</summary>
    public NodeInfo Info { get; set; } = info;

    /// <summary>Whether a hello of this incarnation has been heard.</summary>
    public bool Met { get; set; }

    /// <summary>The link in use; null when passive.</summary>
    public MembershipLink? Link { get; set; }

    /// <summary>The number of its last announcement that was taken.</summary>
    public long Change { get; set; }

    /// <summary>Its streams by name.</summary>
    public Dictionary<string, StreamInfo> Streams { get; } = new(StringComparer.Ordinal);

    /// <summary>Since when it is passive.</summary>
    public Instant PassiveSince { get; set; }

    /// <summary>When it is to be dialled again, unless a dial is under way.</summary>
    public Redial Redial { get; } = new();

    public PeerState State => Link is null ? PeerState.Passive : PeerState.Active;
}

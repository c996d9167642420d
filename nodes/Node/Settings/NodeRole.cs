namespace CdnLab.Node.Settings;

/// <summary>What a node does in the CDN (spec §2).</summary>
public enum NodeRole
{
    /// <summary>Plays streams of origins, pulled when a viewer asks. Publishing here is local and never shared.</summary>
    Edge,

    /// <summary>Takes publishers and serves their streams to its own viewers and to other nodes.</summary>
    Origin,
}

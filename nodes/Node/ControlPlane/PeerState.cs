namespace CdnLab.Node.ControlPlane;

/// <summary>What is known of another node (spec §4.1.5).</summary>
public enum PeerState
{
    /// <summary>Known, but without a link: never reached, or lost.</summary>
    Passive,

    /// <summary>There is a link and it answers.</summary>
    Active,
}

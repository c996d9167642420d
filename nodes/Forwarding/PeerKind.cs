namespace CdnLab.Forwarding;

/// <summary>Who plays a stream.</summary>
public enum PeerKind
{
    /// <summary>A viewer.</summary>
    Viewer,

    /// <summary>Another node that pulls.</summary>
    Node,
}

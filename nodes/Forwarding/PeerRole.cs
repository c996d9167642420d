namespace CdnLab.Forwarding;

/// <summary>What a session is for.</summary>
public enum PeerRole
{
    /// <summary>A publisher sends a stream here (WHIP).</summary>
    Publisher,

    /// <summary>A viewer plays a stream from here (WHEP).</summary>
    Viewer,

    /// <summary>Another node fetches a stream from here.</summary>
    Downstream,

    /// <summary>This node fetches a stream from another.</summary>
    Upstream,
}

namespace CdnLab.Rtc.Ice;

/// <summary>How an agent takes part (RFC 8445 §6.1.1).</summary>
public enum IceRole
{
    /// <summary>Answers checks, sends none, is controlled: a node with a reachable address (RFC 8445 §2.5).</summary>
    Lite,

    /// <summary>A full agent that nominates: viewers, publishers, pulling nodes.</summary>
    Controlling,

    /// <summary>A full agent whose peer nominates.</summary>
    Controlled,
}

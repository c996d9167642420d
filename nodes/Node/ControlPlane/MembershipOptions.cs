namespace CdnLab.Node.ControlPlane;

/// <summary>Times and limits of membership.</summary>
public sealed record MembershipOptions
{
    /// <summary>Where to ask for membership; null to wait.</summary>
    public DialTarget? EntryPoint { get; init; }

    /// <summary>Wait before the first redial. Doubles with each failure.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between two redials.</summary>
    public TimeSpan LastBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a new link may be silent before its hello.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>After how long a passive node is forgotten; null for never.</summary>
    public TimeSpan? ForgetAfter { get; init; }

    /// <summary>Nodes that are remembered; more are refused.</summary>
    public int MaxNodes { get; init; } = 4096;

    /// <summary>Links whose hello has not come; more are refused.</summary>
    public int MaxStrangers { get; init; } = 256;

    /// <summary>Streams of one node that are remembered.</summary>
    public int MaxStreamsPerNode { get; init; } = CdnLab.Control.ControlLimits.Streams;
}

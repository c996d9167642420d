namespace CdnLab.Rtc.Ice;

/// <summary>An agent's timing and bounds; the defaults carry their reasons in the folder's README.</summary>
public sealed record IceOptions
{
    /// <summary>The defaults.</summary>
    public static IceOptions Default { get; } = new();

    /// <summary>Ta: the least time between two new checks (RFC 8445 §14.2). The first goes out at once.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Time from a check to its first repetition; doubles with each (RFC 8489 §6.2.1).</summary>
    public TimeSpan InitialRto { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where the doubling of <see cref="InitialRto"/> ends.</summary>
    public TimeSpan MaxRto { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How often one check is sent, the first time included, before its pair has failed.</summary>
    public int MaxTransmissions { get; init; } = 16;

    /// <summary>Time from the peer's credentials, or from a restart, within which a pair must be selected.</summary>
    public TimeSpan FailureTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The mean time between consent checks of a full agent (RFC 7675 §5.1: 5 s).</summary>
    public TimeSpan ConsentInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How far a consent interval strays from the mean, as a fraction (RFC 7675 §5.1: 0.2).</summary>
    public double ConsentJitter { get; init; } = 0.2;

    /// <summary>Time without a sign of consent after which it is lost (RFC 7675 §5.1: 30 s).</summary>
    public TimeSpan ConsentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time during which a pair that its peer keeps nominating is only left for a nominated pair of higher priority.
    /// </summary>
    public TimeSpan NominationHold { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The most remote addresses remembered per generation of credentials, 2 or more.</summary>
    public int MaxPairs { get; init; } = 32;

    /// <summary>Whether the agent's socket reaches IPv6 addresses; otherwise such candidates are ignored and counted.</summary>
    public bool UseIPv6 { get; init; }
}

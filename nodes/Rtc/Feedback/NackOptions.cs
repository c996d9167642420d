namespace CdnLab.Rtc.Feedback;

/// <summary>How a <see cref="NackGenerator"/> asks.</summary>
public sealed record NackOptions
{
    /// <summary>What Chromium does, except that packets are also given up by age.</summary>
    public static NackOptions Default { get; } = new();

    /// <summary>How long a gap may close by itself before the first request. 0: ask at once.</summary>
    public TimeSpan ReorderTolerance { get; init; } = TimeSpan.Zero;

    /// <summary>The round-trip time assumed until one is measured.</summary>
    public TimeSpan InitialRoundTripTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The shortest time between two requests for the same packet.</summary>
    public TimeSpan MinimumRetryInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often a packet is asked for.</summary>
    public int MaximumTries { get; init; } = 10;

    /// <summary>How long after its gap was noticed a packet is still of use.</summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether retransmissions can be told apart (RTX, RFC 4588). Then a packet that was asked for and comes as itself was
    /// only reordered; else it counts as recovered.
    /// </summary>
    public bool RetransmissionsAreMarked { get; init; } = true;

    /// <summary>How many packets may be missing; more, and only a key frame helps.</summary>
    public int Capacity { get; init; } = 1000;
}

using CdnLab.Core;

namespace CdnLab.Scenario;

/// <summary>One direction of a link between two regions.</summary>
public sealed record LinkSettings
{
    /// <summary>Region where packets enter.</summary>
    public required string From { get; init; }

    /// <summary>Region where they leave.</summary>
    public required string To { get; init; }

    /// <summary>One-way latency without jitter and queueing; 0 to 10 s.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>Standard deviation of the one-way latency; 0 to 5 s.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Share of packets lost in the long run, 0 to 1, apart from those that overflow the queue.</summary>
    public double Loss { get; init; }

    /// <summary>How the losses cluster; null when every packet's fate is its own.</summary>
    public BurstLoss? BurstLoss { get; init; }

    /// <summary>Capacity; 0 bits per second means unlimited.</summary>
    public Bitrate Rate { get; init; }

    /// <summary>Longest time a packet may wait for its turn before it is dropped; 0 on an unlimited link, where no queue forms.</summary>
    public TimeSpan Queue { get; init; }

    /// <summary>Share of packets, 0 to 1, that may overtake the ones before them; the others keep their order whatever the jitter.</summary>
    public double Reorder { get; init; }

    /// <summary>Name of the profile that gave the values not stated on the link itself; null without one.</summary>
    public string? Profile { get; init; }

    /// <summary>The queue as an amount of data; 0 on an unlimited link.</summary>
    public DataSize QueueSize => new((long)((Int128)Rate.BitsPerSecond * Queue.Ticks / TimeSpan.TicksPerSecond / 8));

    /// <summary><c>eu->us</c>, the name of this direction everywhere.</summary>
    public string Name => $"{From}->{To}";
}

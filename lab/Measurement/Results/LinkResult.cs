namespace CdnLab.Measurement.Results;

/// <summary>One direction of a link: what it was asked to do and what it did, from the emulator's own account.</summary>
public sealed record LinkResult
{
    /// <summary>The sending region.</summary>
    public required string From { get; init; }

    /// <summary>The receiving region.</summary>
    public required string To { get; init; }

    /// <summary>One-way delay asked for.</summary>
    public required double AskedDelayMs { get; init; }

    /// <summary>Standard deviation of the delay asked for.</summary>
    public required double AskedJitterMs { get; init; }

    /// <summary>Share of packets to lose: 0 to 1.</summary>
    public required double AskedLossRatio { get; init; }

    /// <summary>Rate limit in Mbit/s; null when there is none.</summary>
    public double? AskedRateMbps { get; init; }

    /// <summary>One-way delay that packets had; null when the backend did not measure it.</summary>
    public LatencySummary? RealisedDelay { get; init; }

    /// <summary>Standard deviation of that delay.</summary>
    public double? RealisedJitterMs { get; init; }

    /// <summary>Mean rate delivered in the window, in Mbit/s.</summary>
    public double? RealisedRateMbps { get; init; }

    /// <summary>Packets that entered the link.</summary>
    public long OfferedPackets { get; init; }

    /// <summary>Packets that left it.</summary>
    public long DeliveredPackets { get; init; }

    /// <summary>Packets that it dropped, by reason.</summary>
    public IReadOnlyList<DropCount> Dropped { get; init; } = [];

    /// <summary>Bytes of IP packets that left it.</summary>
    public long DeliveredBytes { get; init; }

    /// <summary>How much later than due the emulator let packets out; null when nothing was emulated.</summary>
    public LatencySummary? EmulatorLateness { get; init; }
}

using System.Text.Json.Serialization;
using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>How one direction of a link treats packets. All values are one way.</summary>
public sealed record LinkProfile
{
    /// <summary>A link that delays nothing and loses nothing.</summary>
    public static LinkProfile Ideal { get; } = new();

    /// <summary>Propagation delay, one way; it stays the median of the realised delay, with or without jitter. ≥ 0.</summary>
    [JsonPropertyName("delay_ms"), JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan Delay { get; init; }

    /// <summary>Standard deviation of the delay: normal, cut at four sigma and at a total delay of zero. ≥ 0.</summary>
    [JsonPropertyName("jitter_ms"), JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan Jitter { get; init; }

    /// <summary>Share of packets lost independently of each other, 0 to 1.</summary>
    [JsonPropertyName("loss")]
    public double Loss { get; init; }

    /// <summary>Loss in bursts, drawn before <see cref="Loss"/>; <see langword="null"/> for none.</summary>
    [JsonPropertyName("burst_loss")]
    public BurstLoss? BurstLoss { get; init; }

    /// <summary>Bottleneck rate, counted over whole IP packets; unlimited by default.</summary>
    [JsonPropertyName("rate_bps"), JsonConverter(typeof(BitrateConverter))]
    public Bitrate Rate { get; init; }

    /// <summary>Most packets that may wait for the bottleneck; the next one is dropped. 0: no limit in packets.</summary>
    [JsonPropertyName("queue_packets")]
    public int QueuePackets { get; init; }

    /// <summary>Longest wait for the bottleneck; a packet that would wait longer is dropped. Zero: no limit in time.</summary>
    [JsonPropertyName("queue_ms"), JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan QueueTime { get; init; }

    /// <summary>Jitter by independent draws, so that packets overtake each other. Otherwise a flow keeps its order.</summary>
    [JsonPropertyName("reorder")]
    public bool Reorder { get; init; }

    /// <summary>The link is cut: every packet offered is dropped. Packets already under way still arrive.</summary>
    [JsonPropertyName("down")]
    public bool Down { get; init; }

    /// <summary>Takes the place of the plan's seed for this direction; <see langword="null"/> to use the plan's.</summary>
    [JsonPropertyName("seed")]
    public ulong? Seed { get; init; }

    /// <summary>The first value that is out of range, in words; <see langword="null"/> when all are good.</summary>
    public string? FindProblem()
    {
        const int mostQueuePackets = 1 << 20;
        return this switch
        {
            { Delay.Ticks: < 0 } => $"delay is {Delay.TotalMilliseconds} ms, expected 0 or more",
            { Jitter.Ticks: < 0 } => $"jitter is {Jitter.TotalMilliseconds} ms, expected 0 or more",
            { QueueTime.Ticks: < 0 } => $"queue time is {QueueTime.TotalMilliseconds} ms, expected 0 or more",
            { QueuePackets: < 0 or > mostQueuePackets } => $"queue is {QueuePackets} packets, expected 0 to {mostQueuePackets}",
            { Rate.BitsPerSecond: < 0 } => $"rate is {Rate.BitsPerSecond} bit/s, expected 0 (unlimited) or more",
            _ when !IsRatio(Loss) => $"loss is {Loss}, expected a ratio from 0 to 1",
            { BurstLoss: { } b } when !(IsRatio(b.P) && IsRatio(b.R) && IsRatio(b.OneMinusH) && IsRatio(b.OneMinusK)) =>
                $"burst loss is {b}, expected four ratios from 0 to 1",
            _ => null,
        };
    }

    private static bool IsRatio(double value) => value is >= 0 and <= 1;
}

using CdnLab.Core;

namespace CdnLab.Control;

/// <summary>What a node measured of itself since its measuring window began.</summary>
public sealed record NodeMeasurements
{
    /// <summary>When the window began, on the host's monotonic clock.</summary>
    public required long SinceNs { get; init; }

    /// <summary>When it was read.</summary>
    public required long AtNs { get; init; }

    /// <summary>Media packets passed on, one for each receiver, retransmissions and catching up included.</summary>
    public required long ForwardedPackets { get; init; }

    /// <summary>UDP payload bytes sent.</summary>
    public required long SentBytes { get; init; }

    /// <summary>From the kernel's receipt of a packet to the call that sends it on.</summary>
    public required HistogramData Residence { get; init; }

    /// <summary>From when a timer of the media loop was due to when the loop came to it.</summary>
    public required HistogramData LoopLateness { get; init; }

    /// <summary>System calls for sending and receiving datagrams.</summary>
    public required long SystemCalls { get; init; }

    /// <summary>Datagrams lost because a socket buffer was full, sending and receiving.</summary>
    public required long SocketDrops { get; init; }

    /// <summary>Bytes allocated on the managed heap by the whole process.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Collections of the managed heap.</summary>
    public required int Collections { get; init; }

    /// <summary>Time that collections paused the process, in milliseconds.</summary>
    public required double CollectionPauseMs { get; init; }

    /// <summary>Packets missed on the way from upstream nodes and publishers.</summary>
    public required long UpstreamLost { get; init; }

    /// <summary>Of those, packets that came on being asked for.</summary>
    public required long UpstreamRepaired { get; init; }

    /// <summary>Of those, packets that never came.</summary>
    public required long UpstreamGivenUp { get; init; }

    /// <summary>Counters since the process started, by name.</summary>
    public required IReadOnlyDictionary<string, long> Counters { get; init; }

    /// <summary>
    /// Traced packets, seven numbers each: received ns, sent ns, SSRC and sequence number as they came, SSRC and sequence
    /// number as they left, RTP timestamp. Flat, because there may be many.
    /// </summary>
    public required IReadOnlyList<long> Hops { get; init; }
}

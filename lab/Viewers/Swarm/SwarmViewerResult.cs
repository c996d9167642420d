namespace CdnLab.Viewers.Swarm;

/// <summary>What one viewer saw in the window.</summary>
public sealed record SwarmViewerResult
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>What it watched.</summary>
    public required string Stream { get; init; }

    /// <summary>Where.</summary>
    public required string Edge { get; init; }

    /// <summary>Whether the node did not have the stream when it joined.</summary>
    public required bool Cold { get; init; }

    /// <summary>
    /// Milliseconds from the request to: the answer, ICE, DTLS, the first packet, the first key frame. Shorter when it did not
    /// come so far.
    /// </summary>
    public required IReadOnlyList<double> JoinMs { get; init; }

    /// <summary>Complete pictures.</summary>
    public required long VideoFrames { get; init; }

    /// <summary>Complete sounds.</summary>
    public required long AudioFrames { get; init; }

    /// <summary>Frames complete, but too late for a real-time player.</summary>
    public required long LateFrames { get; init; }

    /// <summary>Frames whose bytes are not the publisher's.</summary>
    public required long DamagedFrames { get; init; }

    /// <summary>Packets that the sender's numbering says were sent.</summary>
    public required long PacketsExpected { get; init; }

    /// <summary>Packets missed and asked for again.</summary>
    public required long PacketsLost { get; init; }

    /// <summary>Of those, packets that came.</summary>
    public required long PacketsRepaired { get; init; }

    /// <summary>W3C freezes.</summary>
    public required int Freezes { get; init; }

    /// <summary>Milliseconds frozen.</summary>
    public required double FrozenMs { get; init; }

    /// <summary>Latency of pictures and sounds, p50, in milliseconds; null without frames.</summary>
    public required double? LatencyP50Ms { get; init; }

    /// <summary>Latency of pictures and sounds, p99, in milliseconds; null without frames.</summary>
    public required double? LatencyP99Ms { get; init; }

    /// <summary>SRTP packets dropped: bad tag, replay, cut short.</summary>
    public required long UnprotectFailures { get; init; }

    /// <summary>What ended it before its time; empty otherwise.</summary>
    public required string Ended { get; init; }

    /// <summary>Traced packets, four numbers each: SSRC, sequence number, RTP timestamp, received ns.</summary>
    public required IReadOnlyList<long> Traces { get; init; }
}

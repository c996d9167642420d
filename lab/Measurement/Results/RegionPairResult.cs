using CdnLab.Core;
namespace CdnLab.Measurement.Results;

/// <summary>What the viewers of one region got from the publishers of another, in the measurement window.</summary>
public sealed record RegionPairResult
{
    /// <summary>Where the streams are published.</summary>
    public required string PublisherRegion { get; init; }

    /// <summary>Where they are watched.</summary>
    public required string ViewerRegion { get; init; }

    /// <summary>How many viewers.</summary>
    public required int Viewers { get; init; }

    /// <summary>CDN latency of all complete frames, video and audio; null when none arrived.</summary>
    public LatencySummary? Latency { get; init; }

    /// <summary>CDN latency of complete video frames.</summary>
    public LatencySummary? VideoLatency { get; init; }

    /// <summary>CDN latency of complete audio frames.</summary>
    public LatencySummary? AudioLatency { get; init; }

    /// <summary>The whole distribution behind <see cref="Latency"/>.</summary>
    public HistogramData? Histogram { get; init; }

    /// <summary>
    /// Median of the delay realised on the links between the two regions; 0 within a region; null when it was not measured.
    /// </summary>
    public double? LinkDelayP50Ms { get; init; }

    /// <summary>Median latency less that delay: what the CDN itself adds.</summary>
    public double? OverLinkP50Ms { get; init; }

    /// <summary>RTP packets that should have reached the viewers.</summary>
    public long ExpectedPackets { get; init; }

    /// <summary>Of these, packets whose first transmission did not arrive.</summary>
    public long LostPackets { get; init; }

    /// <summary>Of the lost ones, those that a retransmission brought in time for their frame.</summary>
    public long RepairedPackets { get; init; }

    /// <summary>(lost - repaired) / expected: 0 to 1.</summary>
    public double ResidualLossRatio { get; init; }

    /// <summary>Frames that should have reached the viewers.</summary>
    public long FramesExpected { get; init; }

    /// <summary>Frames that were complete with the publisher's bytes.</summary>
    public long FramesComplete { get; init; }

    /// <summary>Complete frames that came too late to be shown.</summary>
    public long FramesLate { get; init; }

    /// <summary>Freezes, W3C rule, summed over viewers.</summary>
    public long FreezeCount { get; init; }

    /// <summary>Sum of their durations.</summary>
    public double FreezeTimeMs { get; init; }

    /// <summary>Freeze time / (viewers x window): 0 to 1.</summary>
    public double FreezeRatio { get; init; }
}

namespace CdnLab.Measurement.Results;

/// <summary>A stream as its publisher sent it in the measurement window.</summary>
public sealed record StreamResult
{
    /// <summary>The stream's name.</summary>
    public required string Name { get; init; }

    /// <summary>The node that it was published to.</summary>
    public required string Origin { get; init; }

    /// <summary>The region of its publisher.</summary>
    public required string PublisherRegion { get; init; }

    /// <summary>Such as "VP8".</summary>
    public required string VideoCodec { get; init; }

    /// <summary>Such as "opus"; empty when there is none.</summary>
    public required string AudioCodec { get; init; }

    /// <summary>Video frames sent.</summary>
    public long SentVideoFrames { get; init; }

    /// <summary>Audio frames sent.</summary>
    public long SentAudioFrames { get; init; }

    /// <summary>RTP packets sent, repairs not counted.</summary>
    public long SentPackets { get; init; }

    /// <summary>Mean rate of RTP payload, in kbit/s.</summary>
    public double BitrateKbps { get; init; }
}

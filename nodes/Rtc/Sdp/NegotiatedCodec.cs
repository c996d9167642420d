namespace CdnLab.Rtc.Sdp;

/// <summary>A codec both sides agreed on, with this session's numbers.</summary>
public sealed record NegotiatedCodec
{
    /// <summary>The payload type, 0 to 127.</summary>
    public required byte PayloadType { get; init; }

    /// <summary>The encoding name as the peer writes it; compare without case.</summary>
    public required string Name { get; init; }

    /// <summary>Hertz.</summary>
    public required int ClockRate { get; init; }

    /// <summary>Channels; 1 for video.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>The peer's format parameters; empty when there are none.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>The payload type of retransmissions (RFC 4588); null when they are not negotiated.</summary>
    public byte? RtxPayloadType { get; init; }

    /// <summary>Feedback that both sides want.</summary>
    public CodecFeedback Feedback { get; init; }

    /// <summary>Whether all of the given feedback is negotiated.</summary>
    public bool Has(CodecFeedback feedback) => (Feedback & feedback) == feedback;
}

namespace CdnLab.Rtc.Sdp;

/// <summary>A codec we take or have to give.</summary>
public sealed record CodecCapability
{
    /// <summary>The encoding name, such as <c>VP8</c>; compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Hertz.</summary>
    public int ClockRate { get; init; } = 90_000;

    /// <summary>Channels; 1 for video.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>
    /// The format parameters: written in our offers, and compared with a peer's where they name a profile (H.264, VP9, AV1).
    /// </summary>
    public string Parameters { get; init; } = "";

    /// <summary>Feedback we handle for it; what is negotiated is the part that the peer wants too.</summary>
    public CodecFeedback Feedback { get; init; }

    /// <summary>The payload type in our offers; answers use the offer's.</summary>
    public byte PayloadType { get; init; }

    /// <summary>The payload type of its retransmissions in our offers (RFC 4588); 0 for a codec without RTX.</summary>
    public byte RtxPayloadType { get; init; }

    /// <summary>Whether retransmissions are negotiated for it.</summary>
    public bool UsesRtx => RtxPayloadType != 0;
}

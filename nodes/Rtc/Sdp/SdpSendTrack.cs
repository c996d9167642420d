namespace CdnLab.Rtc.Sdp;

/// <summary>What we announce about media that we send.</summary>
public sealed record SdpSendTrack
{
    /// <summary>Audio or video.</summary>
    public required MediaKind Kind { get; init; }

    /// <summary>The source we send.</summary>
    public required uint Ssrc { get; init; }

    /// <summary>The source of its retransmissions; null for none, and then RTX is not negotiated.</summary>
    public uint? RtxSsrc { get; init; }

    /// <summary>The RTCP CNAME: equal for media that is played in sync (RFC 3550 §6.5.1).</summary>
    public required string Cname { get; init; }

    /// <summary>The MediaStream's id, a token (RFC 8830); equal for media that belongs together.</summary>
    public required string StreamId { get; init; }

    /// <summary>The track's id, a token.</summary>
    public required string TrackId { get; init; }
}

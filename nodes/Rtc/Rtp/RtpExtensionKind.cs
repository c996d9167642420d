namespace CdnLab.Rtc.Rtp;

/// <summary>The header extensions this product knows by meaning; their numbers are negotiated per peer. URIs: <see cref="RtpExtensionUris"/>.</summary>
public enum RtpExtensionKind
{
    /// <summary>When the packet left its sender, 24 bits that wrap at 64 s. Restamped at each hop.</summary>
    AbsSendTime,

    /// <summary>When the sample was captured, on the capturer's NTP clock. Forwarded.</summary>
    AbsCaptureTime,

    /// <summary>A counter of all packets of a transport. Rewritten per peer.</summary>
    TransportCc,

    /// <summary>The SDP media section that the SSRC belongs to.</summary>
    Mid,

    /// <summary>The simulcast layer that the SSRC carries.</summary>
    Rid,

    /// <summary>The simulcast layer that a retransmission SSRC repairs.</summary>
    RepairedRid,

    /// <summary>Loudness and voice activity of an audio packet.</summary>
    AudioLevel,

    /// <summary>Limits of the receiver's playout delay.</summary>
    PlayoutDelay,

    /// <summary>Layers and dependencies of scalable video, readable without the payload.</summary>
    DependencyDescriptor,

    /// <summary>Rotation of the picture.</summary>
    VideoOrientation,

    /// <summary>Difference between a packet's timestamp and its transmission.</summary>
    TransmissionOffset,
}

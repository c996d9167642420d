namespace CdnLab.Rtc.Sdp;

/// <summary>RTP header extensions that this product knows, whatever number a peer gives them.</summary>
public enum RtpExtensionKind
{
    /// <summary>When the packet was sent: 24 bits of 6.18 fixed point seconds, restamped at each hop.</summary>
    AbsSendTime,

    /// <summary>When the sample was captured: NTP time and, if known, the clocks' offset; passed on.</summary>
    AbsCaptureTime,

    /// <summary>A 16-bit counter over all packets of the transport.</summary>
    TransportCc,

    /// <summary>The media section a packet belongs to (RFC 9143 §15).</summary>
    Mid,

    /// <summary>The simulcast layer a packet belongs to (RFC 8852 §4.1).</summary>
    Rid,

    /// <summary>On a retransmission: the layer of what is retransmitted (RFC 8852 §4.2).</summary>
    RepairedRid,

    /// <summary>How loud the audio is (RFC 6464).</summary>
    AudioLevel,

    /// <summary>The delay a sender asks its receiver's playout for.</summary>
    PlayoutDelay,

    /// <summary>The layer structure of AV1 and others.</summary>
    DependencyDescriptor,

    /// <summary>How the picture is turned (3GPP TS 26.114 §7.4.5).</summary>
    VideoOrientation,

    /// <summary>Difference between a packet's timestamp and its transmission (RFC 5450).</summary>
    TransmissionOffset,
}

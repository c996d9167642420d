namespace CdnLab.Rtc;

/// <summary>What a datagram on a WebRTC port carries, judged by its first bytes alone.</summary>
public enum DatagramKind
{
    /// <summary>None of the others, or too short to tell: to be counted and dropped.</summary>
    Unknown,

    /// <summary>STUN: an ICE connectivity or consent check, or its answer.</summary>
    Stun,

    /// <summary>DTLS records.</summary>
    Dtls,

    /// <summary>SRTP.</summary>
    Rtp,

    /// <summary>SRTCP.</summary>
    Rtcp,
}

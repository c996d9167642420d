namespace CdnLab.Rtc.Sdp;

/// <summary>Who begins the DTLS handshake (RFC 4145 §4, RFC 8842 §5).</summary>
public enum SdpSetup
{
    /// <summary>Either: what an offer says.</summary>
    ActPass,

    /// <summary>The writer, as DTLS client.</summary>
    Active,

    /// <summary>The peer: the writer is the DTLS server.</summary>
    Passive,

    /// <summary>Nobody for now; not used by WebRTC.</summary>
    HoldConn,
}

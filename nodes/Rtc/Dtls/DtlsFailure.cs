namespace CdnLab.Rtc.Dtls;

/// <summary>Why a DTLS association failed.</summary>
public enum DtlsFailure
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The handshake was not finished within <see cref="DtlsTimings.HandshakeLimit"/>.</summary>
    Timeout,

    /// <summary>The peer showed a certificate whose SHA-256 is not the one that was signalled.</summary>
    FingerprintMismatch,

    /// <summary>No SRTP profile in common, or the peer did not offer use_srtp.</summary>
    NoSrtpProfile,

    /// <summary>The peer sent a fatal alert, or closed before the handshake was finished.</summary>
    PeerAlert,

    /// <summary>OpenSSL refused what the peer sent, or could not go on.</summary>
    Protocol,
}

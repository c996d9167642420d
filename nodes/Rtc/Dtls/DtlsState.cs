namespace CdnLab.Rtc.Dtls;

/// <summary>Where a DTLS association is in its life; it only ever moves down this list.</summary>
public enum DtlsState
{
    /// <summary>Not started.</summary>
    New,

    /// <summary>Waiting for, or exchanging, handshake flights.</summary>
    Handshaking,

    /// <summary>The peer's certificate has the expected fingerprint and both sides hold the SRTP keys.</summary>
    Connected,

    /// <summary>Ended in order: close_notify was sent or received after the handshake.</summary>
    Closed,

    /// <summary>Ended otherwise; <see cref="DtlsEndpoint.Failure"/> says why.</summary>
    Failed,
}

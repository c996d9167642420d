namespace CdnLab.Rtc.Sdp;

/// <summary>Our part in the DTLS handshake.</summary>
public enum DtlsRole
{
    /// <summary>We wait for the ClientHello.</summary>
    Server,

    /// <summary>We send the ClientHello.</summary>
    Client,
}

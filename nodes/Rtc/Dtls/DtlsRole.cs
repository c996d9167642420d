namespace CdnLab.Rtc.Dtls;

/// <summary>Who sends the ClientHello: <c>a=setup:active</c> is the client (RFC 5763 §5).</summary>
public enum DtlsRole
{
    Client,
    Server,
}

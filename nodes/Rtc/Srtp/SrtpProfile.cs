namespace CdnLab.Rtc.Srtp;

/// <summary>SRTP protection profiles by their DTLS-SRTP numbers (RFC 5764 §4.1.2, RFC 7714 §14.2).</summary>
public enum SrtpProfile : ushort
{
    /// <summary>AES-128 in counter mode, HMAC-SHA1 cut to 80 bits (RFC 3711).</summary>
    AesCm128HmacSha1_80 = 0x0001,

    /// <summary>AES-128-GCM with a 128-bit tag (RFC 7714). Preferred: about a sixth of the cost of the other.</summary>
    AeadAes128Gcm = 0x0007,
}

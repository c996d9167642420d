using System.Security.Cryptography;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Dtls;

/// <summary>
/// What all DTLS associations of a loop share: certificate, cipher suites, SRTP profiles. One <c>SSL_CTX</c>; making one
/// per session would cost 0.2 ms and 20 KiB each.
/// </summary>
/// <remarks>
/// DTLS 1.2 only (RFC 6347), as DTLS-SRTP (RFC 5764). Dispose it after its endpoints, or before: OpenSSL counts references.
/// </remarks>
public sealed class DtlsContext : IDisposable
{
    /// <summary>Longest datagram sent: what WebRTC endpoints take to pass everywhere.</summary>
    public const int DefaultMtu = 1200;

    /// <summary>Shortest MTU that can be asked for; OpenSSL takes nothing below 228.</summary>
    public const int MinimumMtu = 256;

    // ECDHE-ECDSA with AES-128-GCM is the suite that RFC 8827 §6.5 makes everybody speak. RSA only matters as client: some
    // servers show an RSA certificate. Nothing else, so that records have one form (DtlsRecord.IsTooShortToBeEncrypted).
    private const string Ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";

    /// <summary>An honest peer's certificate chain is one certificate of some 400 bytes to 2 kB.</summary>
    private const int MaximumCertificateBytes = 16 * 1024;

    /// <summary>Makes the context.</summary>
    /// <param name="certificate">Shown by every association. Read here, not kept.</param>
    /// <param name="profiles">
    /// SRTP profiles in order of preference; none means AEAD_AES_128_GCM, then AES128_CM_SHA1_80. As server this order
    /// decides; as client the peer's does, so offer one profile to be sure of it.
    /// </param>
    /// <param name="mtu">Longest datagram sent, from <see cref="MinimumMtu"/> to <see cref="DefaultMtu"/>.</param>
    /// <exception cref="DllNotFoundException">libssl.so.3 is missing.</exception>
    public unsafe DtlsContext(DtlsCertificate certificate, IReadOnlyList<SrtpProfile>? profiles = null, int mtu = DefaultMtu)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentOutOfRangeException.ThrowIfLessThan(mtu, MinimumMtu);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mtu, DefaultMtu);
        Profiles = profiles is { Count: > 0 } ? [.. profiles] : [SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80];
        Mtu = mtu;
        string srtp = string.Join(':', Profiles.Select(OpenSslName));
        OpenSsl.ERR_clear_error();
        Handle = new SslContextHandle();
        try
        {
            Require(OpenSsl.SSL_CTX_ctrl(Handle, OpenSsl.SSL_CTRL_SET_MIN_PROTO_VERSION, OpenSsl.DTLS1_2_VERSION, 0) == 1, "DTLS 1.2");
            Require(OpenSsl.SSL_CTX_ctrl(Handle, OpenSsl.SSL_CTRL_SET_MAX_PROTO_VERSION, OpenSsl.DTLS1_2_VERSION, 0) == 1, "DTLS 1.2");
            Require(OpenSsl.SSL_CTX_set_cipher_list(Handle, Ciphers) == 1, "cipher suites");
            Require(OpenSsl.SSL_CTX_ctrl(Handle, OpenSsl.SSL_CTRL_SET_GROUPS_LIST, 0, "X25519:P-256") == 1, "key exchange groups");
            Require(OpenSsl.SSL_CTX_set_tlsext_use_srtp(Handle, srtp) == 0, "use_srtp");
            OpenSsl.SSL_CTX_ctrl(Handle, OpenSsl.SSL_CTRL_SET_SESS_CACHE_MODE, OpenSsl.SSL_SESS_CACHE_OFF, 0);
            OpenSsl.SSL_CTX_ctrl(Handle, OpenSsl.SSL_CTRL_SET_MAX_CERT_LIST, MaximumCertificateBytes, 0);

            // No tickets: with resumption the client would send the final flight, and nobody resumes here.
            OpenSsl.SSL_CTX_set_options(
                Handle,
                OpenSsl.SSL_OP_NO_TICKET | OpenSsl.SSL_OP_NO_QUERY_MTU | OpenSsl.SSL_OP_NO_RENEGOTIATION |
                OpenSsl.SSL_OP_NO_COMPRESSION | OpenSsl.SSL_OP_CIPHER_SERVER_PREFERENCE);
            OpenSsl.SSL_CTX_set_verify(Handle, OpenSsl.SSL_VERIFY_PEER | OpenSsl.SSL_VERIFY_FAIL_IF_NO_PEER_CERT, 0);
            OpenSsl.SSL_CTX_set_cert_verify_callback(Handle, &SslHandle.VerifyCertificate, 0);
            UseCertificate(certificate);
        }
        catch
        {
            Handle.Dispose();
            throw;
        }
    }

    /// <summary>SRTP profiles in order of preference.</summary>
    public IReadOnlyList<SrtpProfile> Profiles { get; }

    /// <summary>Longest datagram that endpoints of this context send.</summary>
    public int Mtu { get; }

    internal SslContextHandle Handle { get; }

    /// <summary>Gives up the context; endpoints that live keep what they need.</summary>
    public void Dispose() => Handle.Dispose();

    private static string OpenSslName(SrtpProfile profile) => profile switch
    {
        SrtpProfile.AeadAes128Gcm => "SRTP_AEAD_AES_128_GCM",
        SrtpProfile.AesCm128HmacSha1_80 => "SRTP_AES128_CM_SHA1_80",
        _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "Unknown SRTP profile."),
    };

    private static void Require(bool done, string what)
    {
        if (!done)
        {
            throw new InvalidOperationException($"OpenSSL refused the {what}: {OpenSslError.Take().Text}");
        }
    }

    private unsafe void UseCertificate(DtlsCertificate certificate)
    {
        byte[] key = certificate.ExportPrivateKey();
        try
        {
            fixed (byte* der = certificate.Der)
            fixed (byte* keyDer = key)
            {
                Require(OpenSsl.SSL_CTX_use_certificate_ASN1(Handle, certificate.Der.Length, der) == 1, "certificate");
                Require(OpenSsl.SSL_CTX_use_PrivateKey_ASN1(OpenSsl.EVP_PKEY_EC, Handle, keyDer, key.Length) == 1, "private key");
                Require(OpenSsl.SSL_CTX_check_private_key(Handle) == 1, "pair of certificate and key");
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CdnLab.Rtc.Dtls;

/// <summary>
/// Owns an <c>SSL</c>, its two memory BIOs, and the native block through which the certificate callback learns the
/// expected fingerprint and leaves its verdict.
/// </summary>
internal sealed unsafe class SslHandle : SafeHandle
{
    /// <summary>Slot 0 of an SSL's ex_data is the application's (SSL_set_app_data).</summary>
    private const int AppData = 0;

    // 32 bytes of expected SHA-256, then one byte: 1 once a certificate with another digest was seen.
    private const int DigestLength = 32;
    private readonly byte* _peerCheck;

    /// <summary>Makes the SSL.</summary>
    /// <param name="context">The SSL_CTX that it inherits from.</param>
    /// <param name="role">Client or server.</param>
    /// <param name="fingerprint">SHA-256 of the certificate that the peer must show.</param>
    /// <param name="mtu">Longest datagram that OpenSSL shall fragment for.</param>
    public SslHandle(SslContextHandle context, DtlsRole role, ReadOnlySpan<byte> fingerprint, int mtu)
        : base(0, ownsHandle: true)
    {
        _peerCheck = (byte*)NativeMemory.AllocZeroed(DigestLength + 1);
        fingerprint.CopyTo(new Span<byte>(_peerCheck, DigestLength));
        nint ssl = OpenSsl.SSL_new(context);
        SetHandle(ssl);
        ReadBio = OpenSsl.BIO_new(OpenSsl.BIO_s_mem());
        WriteBio = OpenSsl.BIO_new(OpenSsl.BIO_s_mem());
        if (ssl == 0 || ReadBio == 0 || WriteBio == 0)
        {
            OpenSsl.BIO_free(ReadBio);
            OpenSsl.BIO_free(WriteBio);
            throw new InsufficientMemoryException($"SSL_new: {OpenSslError.Take().Text}");
        }

        // An empty memory BIO must say "later", not "end of file".
        OpenSsl.BIO_ctrl(ReadBio, OpenSsl.BIO_C_SET_BUF_MEM_EOF_RETURN, -1, 0);
        OpenSsl.BIO_ctrl(WriteBio, OpenSsl.BIO_C_SET_BUF_MEM_EOF_RETURN, -1, 0);
        OpenSsl.SSL_set_bio(ssl, ReadBio, WriteBio);
        OpenSsl.SSL_set_ex_data(ssl, AppData, (nint)_peerCheck);
        OpenSsl.SSL_ctrl(ssl, OpenSsl.SSL_CTRL_SET_MTU, mtu, 0);
        OpenSsl.DTLS_set_timer_cb(ssl, &NeverExpire);
        if (role == DtlsRole.Client)
        {
            OpenSsl.SSL_set_connect_state(ssl);
        }
        else
        {
            OpenSsl.SSL_set_accept_state(ssl);
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Where received records are written for OpenSSL to read.</summary>
    public nint ReadBio { get; }

    /// <summary>Where OpenSSL leaves what is to be sent.</summary>
    public nint WriteBio { get; }

    /// <summary>Whether the peer showed a certificate with another fingerprint.</summary>
    public bool SawWrongFingerprint => _peerCheck[DigestLength] != 0;

    /// <summary>Compares the SHA-256 of the DER of a certificate with the expected one, in constant time.</summary>
    public bool HasExpectedFingerprint(nint certificate) => Matches(certificate, _peerCheck);

    /// <summary>
    /// Stands in for OpenSSL's chain building (SSL_CTX_set_cert_verify_callback): a WebRTC certificate is trusted by its
    /// fingerprint alone. Refusing it here makes OpenSSL send bad_certificate, as RFC 8122 §6.2 asks.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int VerifyCertificate(nint storeContext, nint argument)
    {
        nint ssl = OpenSsl.X509_STORE_CTX_get_ex_data(storeContext, OpenSsl.SSL_get_ex_data_X509_STORE_CTX_idx());
        byte* check = ssl == 0 ? null : (byte*)OpenSsl.SSL_get_ex_data(ssl, AppData);
        if (check == null)
        {
            return 0;
        }

        if (Matches(OpenSsl.X509_STORE_CTX_get0_cert(storeContext), check))
        {
            return 1;
        }

        check[DigestLength] = 1;
        OpenSsl.X509_STORE_CTX_set_error(storeContext, OpenSsl.X509_V_ERR_CERT_REJECTED);
        return 0;
    }

    protected override bool ReleaseHandle()
    {
        OpenSsl.SSL_free(handle);
        NativeMemory.Free(_peerCheck);
        return true;
    }

    private static bool Matches(nint certificate, byte* expected)
    {
        if (certificate == 0)
        {
            return false;
        }

        byte* digest = stackalloc byte[64];
        uint length = 0;
        return OpenSsl.X509_digest(certificate, OpenSsl.EVP_sha256(), digest, &length) == 1 &&
            length == DigestLength &&
            OpenSsl.CRYPTO_memcmp(digest, expected, DigestLength) == 0;
    }

    /// <summary>
    /// OpenSSL's retransmission timer reads the real clock and fires inside any read. An hour puts it behind the end of
    /// every handshake; the endpoint's own timer does the work.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint NeverExpire(nint ssl, uint microseconds) => 3_600_000_000;
}

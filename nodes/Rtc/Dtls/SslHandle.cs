using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CdnLab.Rtc.Dtls;

/// <summary>
/// Owns an <c>SSL</c>, its two memory BIOs, and the native block that it shares with OpenSSL's callbacks.
/// </summary>
internal sealed unsafe class SslHandle : SafeHandle
{
    /// <summary>Slot 0 of an SSL's ex_data is the application's (SSL_set_app_data).</summary>
    private const int AppData = 0;

    private const int DigestLength = 32;

    /// <summary>Spare copies of the client's Finished: one for every repetition within the default handshake limit.</summary>
    private const int SpareCopies = 8;

    private const uint Hour = 3_600_000_000;
    private readonly Shared* _shared;

    /// <summary>Makes the SSL.</summary>
    /// <param name="context">The SSL_CTX that it inherits from.</param>
    /// <param name="role">Client or server.</param>
    /// <param name="fingerprint">SHA-256 of the certificate that the peer must show.</param>
    /// <param name="mtu">Longest datagram that OpenSSL shall fragment for.</param>
    public SslHandle(SslContextHandle context, DtlsRole role, ReadOnlySpan<byte> fingerprint, int mtu)
        : base(0, ownsHandle: true)
    {
        _shared = (Shared*)NativeMemory.AllocZeroed((nuint)sizeof(Shared));
        fingerprint.CopyTo(new Span<byte>(_shared->Expected, DigestLength));
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
        _shared->WriteBio = WriteBio;
        _shared->IsClient = role == DtlsRole.Client;
        _shared->FlightLength = -1;
        OpenSsl.SSL_set_ex_data(ssl, AppData, (nint)_shared);
        OpenSsl.SSL_ctrl(ssl, OpenSsl.SSL_CTRL_SET_MTU, mtu, 0);
        OpenSsl.DTLS_set_timer_cb(ssl, &TimerDuration);
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
    public bool SawWrongFingerprint => _shared->SawWrongFingerprint;

    /// <summary>Compares the SHA-256 of the DER of a certificate with the expected one, in constant time.</summary>
    public bool HasExpectedFingerprint(nint certificate) => Matches(certificate, _shared->Expected);

    /// <summary>
    /// How much of what is in <see cref="WriteBio"/> is the flight itself; spare copies of it follow. Negative when all is.
    /// Asked once per flight.
    /// </summary>
    public long TakeFlightLength()
    {
        long length = _shared->FlightLength;
        _shared->FlightLength = -1;
        return length;
    }

    /// <summary>
    /// Stands in for OpenSSL's chain building (SSL_CTX_set_cert_verify_callback): a WebRTC certificate is trusted by its
    /// fingerprint alone. Refusing it here makes OpenSSL send bad_certificate, as RFC 8122 §6.2 asks.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int VerifyCertificate(nint storeContext, nint argument)
    {
        nint ssl = OpenSsl.X509_STORE_CTX_get_ex_data(storeContext, OpenSsl.SSL_get_ex_data_X509_STORE_CTX_idx());
        Shared* shared = ssl == 0 ? null : (Shared*)OpenSsl.SSL_get_ex_data(ssl, AppData);
        if (shared == null)
        {
            return 0;
        }

        if (Matches(OpenSsl.X509_STORE_CTX_get0_cert(storeContext), shared->Expected))
        {
            return 1;
        }

        shared->SawWrongFingerprint = true;
        OpenSsl.X509_STORE_CTX_set_error(storeContext, OpenSsl.X509_V_ERR_CERT_REJECTED);
        return 0;
    }

    protected override bool ReleaseHandle()
    {
        OpenSsl.SSL_free(handle);
        NativeMemory.Free(_shared);
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

    /// <summary>Says how long OpenSSL's retransmission timer shall run (DTLS_set_timer_cb).</summary>
    /// <param name="ssl">Whose timer.</param>
    /// <param name="microseconds">0 when a flight was sent, else how long the timer ran that has just expired.</param>
    /// <remarks>
    /// The timer reads the real clock and fires inside any read. An hour puts it behind the end of every handshake; the
    /// endpoint's own timer does the work. But the client's Finished is encrypted and only OpenSSL can give it a new record
    /// number, without which servers take its repetition for a replay and do not answer. So after the flight with the
    /// Finished the timer expires at once a few times, in the same call: OpenSSL then leaves copies behind the flight.
    /// (A timer with less than 15 ms to go counts as expired, so that the clock's steps do not matter.)
    /// </remarks>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint TimerDuration(nint ssl, uint microseconds)
    {
        Shared* shared = (Shared*)OpenSsl.SSL_get_ex_data(ssl, AppData);
        if (microseconds == 0)
        {
            // The client's first flight is a ClientHello.
            shared->CopiesLeft = shared->IsClient && ++shared->Flights >= 2 ? SpareCopies : 0;
            return shared->CopiesLeft > 0 ? 1 : Hour;
        }

        if (shared->FlightLength < 0)
        {
            shared->FlightLength = OpenSsl.BIO_ctrl(shared->WriteBio, OpenSsl.BIO_CTRL_PENDING, 0, 0);
        }

        return --shared->CopiesLeft > 0 ? 1 : Hour;
    }

    /// <summary>What the callbacks know about an SSL.</summary>
    private struct Shared
    {
        public fixed byte Expected[DigestLength];
        public bool SawWrongFingerprint;
        public bool IsClient;
        public int Flights;
        public int CopiesLeft;
        public long FlightLength;
        public nint WriteBio;
    }
}

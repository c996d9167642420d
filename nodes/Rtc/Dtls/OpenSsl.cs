using System.Runtime.InteropServices;

namespace CdnLab.Rtc.Dtls;

/// <summary>
/// The part of OpenSSL 3's libssl and libcrypto that DTLS-SRTP needs, under its own names. The libraries are named by
/// their version: "ssl3" would find another library on Debian.
/// </summary>
internal static unsafe partial class OpenSsl
{
    public const int DTLS1_2_VERSION = 0xFEFD;
    public const int EVP_PKEY_EC = 408;

    public const int SSL_CTRL_SET_MTU = 17;
    public const int SSL_CTRL_SET_SESS_CACHE_MODE = 44;
    public const int SSL_CTRL_SET_MAX_CERT_LIST = 51;
    public const int SSL_CTRL_SET_GROUPS_LIST = 92;
    public const int SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
    public const int SSL_CTRL_SET_MAX_PROTO_VERSION = 124;
    public const int SSL_SESS_CACHE_OFF = 0;
    public const int BIO_CTRL_PENDING = 10;
    public const int BIO_C_SET_BUF_MEM_EOF_RETURN = 130;

    public const ulong SSL_OP_NO_QUERY_MTU = 1UL << 12;
    public const ulong SSL_OP_NO_TICKET = 1UL << 14;
    public const ulong SSL_OP_NO_COMPRESSION = 1UL << 17;
    public const ulong SSL_OP_CIPHER_SERVER_PREFERENCE = 1UL << 22;
    public const ulong SSL_OP_NO_RENEGOTIATION = 1UL << 30;

    public const int SSL_VERIFY_PEER = 1;
    public const int SSL_VERIFY_FAIL_IF_NO_PEER_CERT = 2;

    public const int SSL_ERROR_NONE = 0;
    public const int SSL_ERROR_SSL = 1;
    public const int SSL_ERROR_WANT_READ = 2;
    public const int SSL_ERROR_ZERO_RETURN = 6;

    public const int SSL_AD_REASON_OFFSET = 1000;
    public const int X509_V_ERR_CERT_REJECTED = 28;

    private const string Ssl = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";

    [LibraryImport(Ssl)]
    public static partial nint DTLS_method();

    [LibraryImport(Ssl)]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(Ssl)]
    public static partial nint SSL_CTX_ctrl(SslContextHandle context, int command, nint larg, nint parg);

    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SSL_CTX_ctrl(SslContextHandle context, int command, nint larg, string parg);

    [LibraryImport(Ssl)]
    public static partial ulong SSL_CTX_set_options(SslContextHandle context, ulong options);

    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(SslContextHandle context, string list);

    /// <summary>Returns 0 on success, unlike its neighbours.</summary>
    [LibraryImport(Ssl, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_tlsext_use_srtp(SslContextHandle context, string profiles);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_set_verify(SslContextHandle context, int mode, nint callback);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_set_cert_verify_callback(
        SslContextHandle context, delegate* unmanaged[Cdecl]<nint, nint, int> callback, nint argument);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_use_certificate_ASN1(SslContextHandle context, int length, byte* der);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_use_PrivateKey_ASN1(int type, SslContextHandle context, byte* der, nint length);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_check_private_key(SslContextHandle context);

    [LibraryImport(Ssl)]
    public static partial nint SSL_new(SslContextHandle context);

    [LibraryImport(Ssl)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_bio(nint ssl, nint readBio, nint writeBio);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_accept_state(nint ssl);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_connect_state(nint ssl);

    [LibraryImport(Ssl)]
    public static partial nint SSL_ctrl(nint ssl, int command, nint larg, nint parg);

    [LibraryImport(Ssl)]
    public static partial void DTLS_set_timer_cb(nint ssl, delegate* unmanaged[Cdecl]<nint, uint, uint> callback);

    [LibraryImport(Ssl)]
    public static partial int SSL_set_ex_data(nint ssl, int index, nint data);

    [LibraryImport(Ssl)]
    public static partial nint SSL_get_ex_data(nint ssl, int index);

    [LibraryImport(Ssl)]
    public static partial int SSL_get_ex_data_X509_STORE_CTX_idx();

    [LibraryImport(Ssl)]
    public static partial int SSL_do_handshake(SslHandle ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_read(SslHandle ssl, byte* buffer, int length);

    [LibraryImport(Ssl)]
    public static partial int SSL_shutdown(SslHandle ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_get_error(SslHandle ssl, int result);

    /// <summary>The peer's certificate without a reference of its own; lives as long as the SSL.</summary>
    [LibraryImport(Ssl)]
    public static partial nint SSL_get0_peer_certificate(SslHandle ssl);

    /// <summary>Points to <c>{ const char* name; unsigned long id; }</c>, or null.</summary>
    [LibraryImport(Ssl)]
    public static partial nint* SSL_get_selected_srtp_profile(SslHandle ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_export_keying_material(
        SslHandle ssl, byte* output, nuint outputLength, byte* label, nuint labelLength, byte* context, nuint contextLength, int useContext);

    [LibraryImport(Crypto)]
    public static partial nint BIO_s_mem();

    [LibraryImport(Crypto)]
    public static partial nint BIO_new(nint type);

    [LibraryImport(Crypto)]
    public static partial int BIO_free(nint bio);

    [LibraryImport(Crypto)]
    public static partial int BIO_read(nint bio, byte* buffer, int length);

    [LibraryImport(Crypto)]
    public static partial int BIO_write(nint bio, byte* buffer, int length);

    [LibraryImport(Crypto)]
    public static partial nint BIO_ctrl(nint bio, int command, nint larg, nint parg);

    [LibraryImport(Crypto)]
    public static partial nint X509_STORE_CTX_get0_cert(nint context);

    [LibraryImport(Crypto)]
    public static partial nint X509_STORE_CTX_get_ex_data(nint context, int index);

    [LibraryImport(Crypto)]
    public static partial void X509_STORE_CTX_set_error(nint context, int error);

    [LibraryImport(Crypto)]
    public static partial nint EVP_sha256();

    [LibraryImport(Crypto)]
    public static partial int X509_digest(nint certificate, nint digest, byte* output, uint* length);

    [LibraryImport(Crypto)]
    public static partial int CRYPTO_memcmp(void* a, void* b, nuint length);

    [LibraryImport(Crypto)]
    public static partial void ERR_clear_error();

    [LibraryImport(Crypto)]
    public static partial nuint ERR_get_error();

    [LibraryImport(Crypto)]
    public static partial void ERR_error_string_n(nuint error, byte* buffer, nuint length);
}

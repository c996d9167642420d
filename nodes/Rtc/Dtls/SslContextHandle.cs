using System.Runtime.InteropServices;

namespace CdnLab.Rtc.Dtls;

/// <summary>Owns an <c>SSL_CTX</c>. Every SSL made from it holds a reference of OpenSSL's own.</summary>
internal sealed class SslContextHandle : SafeHandle
{
    public SslContextHandle()
        : base(0, ownsHandle: true)
    {
        SetHandle(OpenSsl.SSL_CTX_new(OpenSsl.DTLS_method()));
        if (IsInvalid)
        {
            throw new InvalidOperationException($"SSL_CTX_new: {OpenSslError.Take().Text}");
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OpenSsl.SSL_CTX_free(handle);
        return true;
    }
}

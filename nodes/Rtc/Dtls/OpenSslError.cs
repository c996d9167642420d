using System.Runtime.InteropServices;

namespace CdnLab.Rtc.Dtls;

/// <summary>The oldest entry of OpenSSL's error queue of this thread, which is the cause of those behind it.</summary>
/// <param name="Text">OpenSSL's own words; empty when the queue was.</param>
/// <param name="PeerAlert">Number of the alert that the peer sent, or -1.</param>
internal readonly record struct OpenSslError(string Text, int PeerAlert)
{
    /// <summary>Takes the error and empties the queue, which would otherwise be blamed on the next session.</summary>
    public static unsafe OpenSslError Take()
    {
        nuint code = OpenSsl.ERR_get_error();
        if (code == 0)
        {
            return new OpenSslError("", -1);
        }

        byte* text = stackalloc byte[256];
        OpenSsl.ERR_error_string_n(code, text, 256);
        OpenSsl.ERR_clear_error();

        // ERR_GET_REASON of OpenSSL 3: the low 23 bits. Reasons from 1000 on are alerts received.
        int alert = (int)((uint)code & 0x7F_FFFF) - OpenSsl.SSL_AD_REASON_OFFSET;
        return new OpenSslError(Marshal.PtrToStringUTF8((nint)text) ?? "", alert is >= 0 and <= 255 ? alert : -1);
    }
}

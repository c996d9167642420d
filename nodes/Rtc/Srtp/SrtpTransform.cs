using System.Security.Cryptography;

namespace CdnLab.Rtc.Srtp;

/// <summary>
/// The cryptography of one direction under session keys: where ciphertext, index and tag go, and how counters are made.
/// Knows no rollover counter and no replay window.
/// </summary>
internal abstract class SrtpTransform : IDisposable
{
    /// <summary>The E flag of SRTCP, in front of the 31-bit index (RFC 3711 §3.4).</summary>
    protected const uint EncryptedFlag = 0x8000_0000;

    /// <summary>Version to SSRC of an RTCP packet, which stay in the clear.</summary>
    protected const int RtcpHeaderLength = 8;

    /// <summary>Length of the tag.</summary>
    public abstract int TagLength { get; }

    /// <summary>Where the word with the E flag and the index begins, counted from the end of an SRTCP packet.</summary>
    public abstract int IndexFromEnd { get; }

    /// <summary>Derives the session keys and makes the transform of a profile.</summary>
    public static SrtpTransform Create(SrtpMasterKeys keys, bool allowIntrinsics)
    {
        int saltLength = keys.Profile.SaltLength();
        Span<byte> derived = stackalloc byte[(2 * 16) + (2 * 14) + (2 * AesCmTransform.AuthenticationKeyLength)];
        Span<byte> rtpKey = derived[..16];
        Span<byte> rtcpKey = derived[16..32];
        Span<byte> rtpSalt = derived.Slice(32, saltLength);
        Span<byte> rtcpSalt = derived.Slice(46, saltLength);
        Span<byte> rtpAuth = derived.Slice(60, AesCmTransform.AuthenticationKeyLength);
        Span<byte> rtcpAuth = derived.Slice(80, AesCmTransform.AuthenticationKeyLength);
        using AesCounter prf = AesCounter.Create(keys.Key, allowIntrinsics);
        SrtpKeyDerivation.Derive(prf, keys.Salt, SrtpKeyDerivation.RtpEncryption, rtpKey);
        SrtpKeyDerivation.Derive(prf, keys.Salt, SrtpKeyDerivation.RtpSalt, rtpSalt);
        SrtpKeyDerivation.Derive(prf, keys.Salt, SrtpKeyDerivation.RtcpEncryption, rtcpKey);
        SrtpKeyDerivation.Derive(prf, keys.Salt, SrtpKeyDerivation.RtcpSalt, rtcpSalt);
        SrtpTransform transform;
        if (keys.Profile == SrtpProfile.AeadAes128Gcm)
        {
            transform = new GcmTransform(rtpKey, rtpSalt, rtcpKey, rtcpSalt, allowIntrinsics);
        }
        else
        {
            SrtpKeyDerivation.Derive(prf, keys.Salt, SrtpKeyDerivation.RtpAuthentication, rtpAuth);
            SrtpKeyDerivation.Derive(prf, keys.Salt, SrtpKeyDerivation.RtcpAuthentication, rtcpAuth);
            transform = new AesCmTransform(rtpKey, rtpSalt, rtpAuth, rtcpKey, rtcpSalt, rtcpAuth, allowIntrinsics);
        }

        CryptographicOperations.ZeroMemory(derived);
        return transform;
    }

    /// <summary>Encrypts the payload to behind the header and adds the tag.</summary>
    /// <param name="packet">Exactly header, payload and tag long; begins with the header.</param>
    /// <param name="headerLength">What stays in the clear.</param>
    /// <param name="payload">Plaintext, elsewhere or already behind the header.</param>
    /// <param name="ssrc">Source of the packet.</param>
    /// <param name="index">Rollover counter · 2^16 + sequence number.</param>
    public abstract void SealRtp(Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload, uint ssrc, ulong index);

    /// <summary>Checks the tag of an SRTP packet, then decrypts it in place.</summary>
    public abstract bool OpenRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index);

    /// <summary>Encrypts an RTCP packet in place and adds index and tag.</summary>
    /// <param name="packet">Exactly as long as the SRTCP packet.</param>
    /// <param name="length">Length of the RTCP packet.</param>
    /// <param name="ssrc">Source of the packet.</param>
    /// <param name="index">31 bits.</param>
    public abstract void SealRtcp(Span<byte> packet, int length, uint ssrc, uint index);

    /// <summary>Checks the tag of an SRTCP packet, then decrypts it in place if its E flag says so.</summary>
    /// <param name="packet">One whole SRTCP packet.</param>
    /// <param name="ssrc">Source of the packet.</param>
    /// <param name="indexWord">E flag and index, as read from the packet.</param>
    public abstract bool OpenRtcp(Span<byte> packet, uint ssrc, uint indexWord);

    /// <summary>Zeroes the keys.</summary>
    public abstract void Dispose();
}

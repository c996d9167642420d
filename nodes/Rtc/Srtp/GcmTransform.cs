using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CdnLab.Rtc.Srtp;

/// <summary>AEAD_AES_128_GCM (RFC 7714).</summary>
/// <remarks>
/// <code>
/// SRTP   | RTP header            | ciphertext | tag (16) |
///        `---- authenticated ----´
/// SRTCP  | first 8 bytes | ciphertext | tag (16) | E, index (4) |      E = 1
///        `authenticated -´                       `authenticated ´
/// SRTCP  | RTCP packet        | tag (16) | E, index (4) |              E = 0: all but the tag is authenticated
/// </code>
/// </remarks>
internal sealed class GcmTransform : SrtpTransform
{
    /// <summary>Longest SRTCP packet with E = 0 that is looked at: associated data must be in one piece. No one sends these.</summary>
    private const int MaximumClearRtcp = 2048;

    private const int UsualRtpLength = 1250;
    private const int UsualRtcpLength = 200;

    private readonly GcmCipher _rtp;
    private readonly GcmCipher _rtcp;
    private readonly byte[] _rtpSalt;
    private readonly byte[] _rtcpSalt;

    /// <summary>Takes session keys (16 bytes) and session salts (12 bytes).</summary>
    public GcmTransform(
        ReadOnlySpan<byte> rtpKey, ReadOnlySpan<byte> rtpSalt, ReadOnlySpan<byte> rtcpKey, ReadOnlySpan<byte> rtcpSalt, bool allowIntrinsics = true)
    {
        _rtp = GcmCipher.Create(rtpKey, allowIntrinsics, UsualRtpLength);
        _rtcp = GcmCipher.Create(rtcpKey, allowIntrinsics, UsualRtcpLength);
        _rtpSalt = rtpSalt.ToArray();
        _rtcpSalt = rtcpSalt.ToArray();
    }

    public override int TagLength => GcmCipher.TagLength;

    public override int IndexFromEnd => 4;

    public override void SealRtp(Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload, uint ssrc, ulong index)
    {
        Span<byte> nonce = stackalloc byte[GcmCipher.NonceLength];
        RtpNonce(_rtpSalt, ssrc, index, nonce);
        _rtp.Encrypt(
            nonce, payload, packet.Slice(headerLength, payload.Length), packet.Slice(headerLength + payload.Length, GcmCipher.TagLength), packet[..headerLength]);
    }

    public override bool OpenRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        Span<byte> nonce = stackalloc byte[GcmCipher.NonceLength];
        RtpNonce(_rtpSalt, ssrc, index, nonce);
        return _rtp.TryDecrypt(nonce, packet[headerLength..^GcmCipher.TagLength], packet[^GcmCipher.TagLength..], packet[..headerLength]);
    }

    public override void SealRtcp(Span<byte> packet, int length, uint ssrc, uint index)
    {
        Span<byte> nonce = stackalloc byte[GcmCipher.NonceLength];
        RtcpNonce(_rtcpSalt, ssrc, index, nonce);
        Span<byte> associated = stackalloc byte[RtcpHeaderLength + 4];
        packet[..RtcpHeaderLength].CopyTo(associated);
        BinaryPrimitives.WriteUInt32BigEndian(associated[RtcpHeaderLength..], index | EncryptedFlag);
        Span<byte> text = packet[RtcpHeaderLength..length];
        _rtcp.Encrypt(nonce, text, text, packet.Slice(length, GcmCipher.TagLength), associated);
        associated[RtcpHeaderLength..].CopyTo(packet[(length + GcmCipher.TagLength)..]);
    }

    public override bool OpenRtcp(Span<byte> packet, uint ssrc, uint indexWord)
    {
        Span<byte> nonce = stackalloc byte[GcmCipher.NonceLength];
        RtcpNonce(_rtcpSalt, ssrc, indexWord & ~EncryptedFlag, nonce);
        int length = packet.Length - GcmCipher.TagLength - 4;
        bool encrypted = (indexWord & EncryptedFlag) != 0;
        int clear = encrypted ? RtcpHeaderLength : length;
        if (clear > MaximumClearRtcp)
        {
            return false;
        }

        Span<byte> associated = stackalloc byte[clear + 4];
        packet[..clear].CopyTo(associated);
        packet[^4..].CopyTo(associated[clear..]);
        return _rtcp.TryDecrypt(nonce, packet[clear..length], packet.Slice(length, GcmCipher.TagLength), associated);
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
        CryptographicOperations.ZeroMemory(_rtpSalt);
        CryptographicOperations.ZeroMemory(_rtcpSalt);
    }

    /// <summary>(0 || SSRC || rollover counter || sequence number) xor salt (RFC 7714 §8.1).</summary>
    private static void RtpNonce(ReadOnlySpan<byte> salt, uint ssrc, ulong index, Span<byte> nonce)
    {
        BinaryPrimitives.WriteUInt16BigEndian(nonce, BinaryPrimitives.ReadUInt16BigEndian(salt));
        BinaryPrimitives.WriteUInt32BigEndian(nonce[2..], BinaryPrimitives.ReadUInt32BigEndian(salt[2..]) ^ ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[6..], BinaryPrimitives.ReadUInt32BigEndian(salt[6..]) ^ (uint)(index >> 16));
        BinaryPrimitives.WriteUInt16BigEndian(nonce[10..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(salt[10..]) ^ (ushort)index));
    }

    /// <summary>(0 || SSRC || 0 || index) xor salt (RFC 7714 §9.1).</summary>
    private static void RtcpNonce(ReadOnlySpan<byte> salt, uint ssrc, uint index, Span<byte> nonce)
    {
        salt.CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[2..], BinaryPrimitives.ReadUInt32BigEndian(salt[2..]) ^ ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], BinaryPrimitives.ReadUInt32BigEndian(salt[8..]) ^ index);
    }
}

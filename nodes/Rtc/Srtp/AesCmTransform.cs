using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CdnLab.Rtc.Srtp;

/// <summary>AES_CM_128_HMAC_SHA1_80 (RFC 3711 §4).</summary>
/// <remarks>
/// <code>
/// SRTP   | RTP header | ciphertext |                 tag (10) |     tag over all before it and the rollover counter
/// SRTCP  | first 8 bytes | ciphertext | E, index (4) | tag (10) |   tag over all before it
/// </code>
/// </remarks>
internal sealed class AesCmTransform : SrtpTransform
{
    public const int AuthenticationKeyLength = 20;

    private const int Tag = 10;
    private const int HashLength = 20;

    private readonly AesCounter _rtp;
    private readonly AesCounter _rtcp;
    private readonly IncrementalHash _rtpHash;
    private readonly IncrementalHash _rtcpHash;
    private readonly byte[] _rtpSalt;
    private readonly byte[] _rtcpSalt;

    /// <summary>Takes session keys (16 bytes), session salts (14 bytes) and authentication keys (20 bytes).</summary>
    public AesCmTransform(
        ReadOnlySpan<byte> rtpKey,
        ReadOnlySpan<byte> rtpSalt,
        ReadOnlySpan<byte> rtpAuthentication,
        ReadOnlySpan<byte> rtcpKey,
        ReadOnlySpan<byte> rtcpSalt,
        ReadOnlySpan<byte> rtcpAuthentication,
        bool allowIntrinsics = true)
    {
        _rtp = AesCounter.Create(rtpKey, allowIntrinsics);
        _rtcp = AesCounter.Create(rtcpKey, allowIntrinsics);
        _rtpHash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, rtpAuthentication);
        _rtcpHash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, rtcpAuthentication);
        _rtpSalt = rtpSalt.ToArray();
        _rtcpSalt = rtcpSalt.ToArray();
    }

    public override int TagLength => Tag;

    public override int IndexFromEnd => 4 + Tag;

    public override void SealRtp(Span<byte> packet, int headerLength, ReadOnlySpan<byte> payload, uint ssrc, ulong index)
    {
        Span<byte> counter = stackalloc byte[16];
        CounterBlock(_rtpSalt, ssrc, index, counter);
        _rtp.Transform(counter, payload, packet.Slice(headerLength, payload.Length));
        Span<byte> hash = stackalloc byte[HashLength];
        HashRtp(packet[..(headerLength + payload.Length)], index, hash);
        hash[..Tag].CopyTo(packet[(headerLength + payload.Length)..]);
    }

    public override bool OpenRtp(Span<byte> packet, int headerLength, uint ssrc, ulong index)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        HashRtp(packet[..^Tag], index, hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..Tag], packet[^Tag..]))
        {
            return false;
        }

        Span<byte> counter = stackalloc byte[16];
        CounterBlock(_rtpSalt, ssrc, index, counter);
        Span<byte> text = packet[headerLength..^Tag];
        _rtp.Transform(counter, text, text);
        return true;
    }

    public override void SealRtcp(Span<byte> packet, int length, uint ssrc, uint index)
    {
        Span<byte> counter = stackalloc byte[16];
        CounterBlock(_rtcpSalt, ssrc, index, counter);
        Span<byte> text = packet[RtcpHeaderLength..length];
        _rtcp.Transform(counter, text, text);
        BinaryPrimitives.WriteUInt32BigEndian(packet[length..], index | EncryptedFlag);
        Span<byte> hash = stackalloc byte[HashLength];
        Hash(_rtcpHash, packet[..(length + 4)], hash);
        hash[..Tag].CopyTo(packet[(length + 4)..]);
    }

    public override bool OpenRtcp(Span<byte> packet, uint ssrc, uint indexWord)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        Hash(_rtcpHash, packet[..^Tag], hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..Tag], packet[^Tag..]))
        {
            return false;
        }

        if ((indexWord & EncryptedFlag) != 0)
        {
            Span<byte> counter = stackalloc byte[16];
            CounterBlock(_rtcpSalt, ssrc, indexWord & ~EncryptedFlag, counter);
            Span<byte> text = packet[RtcpHeaderLength..^IndexFromEnd];
            _rtcp.Transform(counter, text, text);
        }

        return true;
    }

    public override void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
        _rtpHash.Dispose();
        _rtcpHash.Dispose();
        CryptographicOperations.ZeroMemory(_rtpSalt);
        CryptographicOperations.ZeroMemory(_rtcpSalt);
    }

    /// <summary>(salt · 2^16) xor (SSRC · 2^64) xor (index · 2^16) (RFC 3711 §4.1.1).</summary>
    internal static void CounterBlock(ReadOnlySpan<byte> salt, uint ssrc, ulong index, Span<byte> block)
    {
        salt.CopyTo(block);
        BinaryPrimitives.WriteUInt16BigEndian(block[14..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(block[4..], BinaryPrimitives.ReadUInt32BigEndian(salt[4..]) ^ ssrc);
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(block[8..]);
        BinaryPrimitives.WriteUInt64BigEndian(block[8..], low ^ (index << 16));
    }

    private static void Hash(IncrementalHash hmac, ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        hmac.AppendData(bytes);
        hmac.GetHashAndReset(hash);
    }

    private void HashRtp(ReadOnlySpan<byte> bytes, ulong index, Span<byte> hash)
    {
        Span<byte> rolloverCounter = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(rolloverCounter, (uint)(index >> 16));
        _rtpHash.AppendData(bytes);
        Hash(_rtpHash, rolloverCounter, hash);
    }
}

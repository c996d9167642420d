using System.Buffers.Binary;
using System.Security.Cryptography;
using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

/// <summary>
/// A STUN message over the bytes of one datagram: parsed and bounded, nothing copied, nothing authenticated until
/// <see cref="CheckFingerprint"/> and <see cref="CheckIntegrity"/> are asked.
/// </summary>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |0 0|     STUN message type     |        message length         |
/// |                     magic cookie 0x2112A442                   |
/// |                     transaction id (96 bits)                  |
/// |        attribute type         |            length             |
/// |                 value, padded to 32 bits ...                  |
/// </code>
/// RFC 8489 §5 and §14. Any thread; lives no longer than the datagram's buffer.
/// </remarks>
public readonly ref partial struct StunMessage
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderLength = 20;

    /// <summary>The longest message that is read; more than fits a datagram of a common path is nobody's check.</summary>
    public const int MaxLength = 1500;

    /// <summary>The most attributes that are read; a browser's check has nine.</summary>
    public const int MaxAttributes = 32;

    internal const uint MagicCookie = 0x2112_A442;
    internal const uint FingerprintMask = 0x5354_554E;
    internal const int IntegrityLength = 20;

    // 256 characters each side (RFC 8839 §5.4) and the colon.
    private const int MaxUsername = 513;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Offsets _at;

    private StunMessage(ReadOnlySpan<byte> bytes, scoped in Offsets at)
    {
        _bytes = bytes;
        _at = at;
    }

    /// <summary>Request, indication, success or error.</summary>
    public StunClass Class
    {
        get
        {
            int type = BinaryPrimitives.ReadUInt16BigEndian(_bytes);
            return (StunClass)(((type >> 7) & 2) | ((type >> 4) & 1));
        }
    }

    /// <summary>The method; 1 is Binding, the only one ICE uses.</summary>
    public int Method
    {
        get
        {
            int type = BinaryPrimitives.ReadUInt16BigEndian(_bytes);
            return (type & 0xF) | ((type & 0xE0) >> 1) | ((type & 0x3E00) >> 2);
        }
    }

    /// <summary>What ties a response to its request.</summary>
    public StunTransactionId TransactionId => StunTransactionId.Read(_bytes[8..]);

    /// <summary>USERNAME as UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> Username => Value(_at.Username);

    /// <summary>SOFTWARE as UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> Software => Value(_at.Software);

    /// <summary>Whether MESSAGE-INTEGRITY is there.</summary>
    public bool HasIntegrity => _at.Integrity != 0;

    /// <summary>Whether FINGERPRINT is there.</summary>
    public bool HasFingerprint => _at.Fingerprint != 0;

    /// <summary>Whether USE-CANDIDATE is there.</summary>
    public bool UseCandidate => _at.UseCandidate != 0;

    /// <summary>PRIORITY; null when absent.</summary>
    public uint? Priority => _at.Priority == 0 ? null : BinaryPrimitives.ReadUInt32BigEndian(Value(_at.Priority));

    /// <summary>The tie-breaker of ICE-CONTROLLING; null when absent.</summary>
    public ulong? IceControlling => _at.Controlling == 0 ? null : BinaryPrimitives.ReadUInt64BigEndian(Value(_at.Controlling));

    /// <summary>The tie-breaker of ICE-CONTROLLED; null when absent.</summary>
    public ulong? IceControlled => _at.Controlled == 0 ? null : BinaryPrimitives.ReadUInt64BigEndian(Value(_at.Controlled));

    /// <summary>The number in ERROR-CODE, 300 to 699; 0 when absent.</summary>
    public int ErrorCode => _at.Error == 0 ? 0 : ((Value(_at.Error)[2] & 7) * 100) + Value(_at.Error)[3];

    /// <summary>The content of UNKNOWN-ATTRIBUTES: attribute types of two bytes each; empty when absent.</summary>
    public ReadOnlySpan<byte> UnknownAttributes => Value(_at.UnknownList);

    /// <summary>Comprehension-required attributes of this message that are not understood: the reason for a 420.</summary>
    public StunUnknownTypes UnknownRequired => _at.UnknownRequired;

    /// <summary>The transport address in XOR-MAPPED-ADDRESS; null when absent (RFC 8489 §14.2).</summary>
    public NetAddress? XorMappedAddress
    {
        get
        {
            if (_at.Mapped == 0)
            {
                return null;
            }

            ReadOnlySpan<byte> value = Value(_at.Mapped);
            ushort port = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ (MagicCookie >> 16));
            if (value[1] == 1)
            {
                return NetAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(value[4..]) ^ MagicCookie, port);
            }

            // IPv6 is XORed with the cookie and the transaction id, which stand side by side in the header.
            ReadOnlySpan<byte> mask = _bytes[4..];
            return new NetAddress(
                BinaryPrimitives.ReadUInt64BigEndian(value[4..]) ^ BinaryPrimitives.ReadUInt64BigEndian(mask),
                BinaryPrimitives.ReadUInt64BigEndian(value[12..]) ^ BinaryPrimitives.ReadUInt64BigEndian(mask[8..]),
                port);
        }
    }

    /// <summary>Whether FINGERPRINT is there and right.</summary>
    public bool CheckFingerprint() =>
        HasFingerprint &&
        (Crc32.Compute(_bytes[.._at.Fingerprint]) ^ FingerprintMask) == BinaryPrimitives.ReadUInt32BigEndian(Value(_at.Fingerprint));

    /// <summary>Whether MESSAGE-INTEGRITY is there and right under a short-term password; compared in constant time.</summary>
    /// <param name="key">The password's bytes (RFC 8489 §9.1.1).</param>
    public bool CheckIntegrity(ReadOnlySpan<byte> key)
    {
        if (!HasIntegrity)
        {
            return false;
        }

        // RFC 8489 §14.5: the header's length counts up to and including MESSAGE-INTEGRITY, whatever follows it.
        Span<byte> covered = stackalloc byte[MaxLength];
        covered = covered[.._at.Integrity];
        _bytes[.._at.Integrity].CopyTo(covered);
        BinaryPrimitives.WriteUInt16BigEndian(covered[2..], (ushort)(_at.Integrity - HeaderLength + 4 + IntegrityLength));
        Span<byte> expected = stackalloc byte[IntegrityLength];
        HMACSHA1.HashData(key, covered, expected);
        return CryptographicOperations.FixedTimeEquals(expected, Value(_at.Integrity));
    }

    // The value of the attribute whose header is at an offset.
    private ReadOnlySpan<byte> Value(int offset) =>
        offset == 0 ? default : _bytes.Slice(offset + 4, BinaryPrimitives.ReadUInt16BigEndian(_bytes[(offset + 2)..]));
}

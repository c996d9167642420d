using System.Buffers.Binary;

namespace CdnLab.Rtc.Dtls;

/// <summary>Header of one DTLS record (RFC 6347 §4.1).</summary>
/// <remarks>
/// <code>
///  0            1          3          5                     11         13
/// +------------+----------+----------+---------------------+----------+---------
/// | type (20…) | FE FD/FF | epoch    | sequence number     | length   | fragment
/// +------------+----------+----------+---------------------+----------+---------
/// </code>
/// </remarks>
internal readonly record struct DtlsRecord(byte Type, ushort Epoch, int Length)
{
    public const int HeaderLength = 13;
    public const byte ChangeCipherSpec = 20;
    public const byte Alert = 21;
    public const byte Handshake = 22;

    private const byte ApplicationData = 23;
    private const int SequenceOffset = 5;

    /// <summary>Explicit nonce and tag of AES-GCM (RFC 5288 §3), the only ciphers that are offered, and one byte.</summary>
    private const int MinimumEncryptedFragment = 8 + 16 + 1;

    /// <summary>RFC 5246 §6.2.3: 2^14 bytes and up to 2048 that a cipher adds.</summary>
    private const int MaximumFragment = 16384 + 2048;

    /// <summary>
    /// Whether the record claims to be encrypted and cannot be. OpenSSL 3.0 takes that for a fatal error instead of dropping
    /// the record (RFC 6347 §4.1.2.7), so that one forged record of 15 bytes would end an association.
    /// </summary>
    public bool IsTooShortToBeEncrypted => Epoch > 0 && Length - HeaderLength < MinimumEncryptedFragment;

    /// <summary>Reads the header of the record that <paramref name="bytes"/> begins with.</summary>
    /// <returns>False when it is torn, no DTLS 1.x, or of a content type that DTLS 1.2 does not have.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out DtlsRecord record)
    {
        record = default;
        if (bytes.Length < HeaderLength || bytes[0] is < ChangeCipherSpec or > ApplicationData || bytes[1] != 0xFE)
        {
            return false;
        }

        int fragment = BinaryPrimitives.ReadUInt16BigEndian(bytes[11..]);
        if (fragment > MaximumFragment || fragment > bytes.Length - HeaderLength)
        {
            return false;
        }

        record = new DtlsRecord(bytes[0], BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]), HeaderLength + fragment);
        return true;
    }

    /// <summary>Overwrites the 48-bit sequence number of the record that <paramref name="bytes"/> begins with.</summary>
    public static void WriteSequence(Span<byte> bytes, ulong sequence)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes[SequenceOffset..], (ushort)(sequence >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(SequenceOffset + 2)..], (uint)sequence);
    }
}

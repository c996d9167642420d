using System.Buffers.Binary;

namespace CdnLab.Rtc.Ice;

/// <summary>The 96 bits that tie a STUN response to its request (RFC 8489 §5).</summary>
/// <param name="High">The first eight bytes, big-endian.</param>
/// <param name="Low">The last four bytes, big-endian.</param>
public readonly record struct StunTransactionId(ulong High, uint Low)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 12;

    /// <summary>Reads the identifier from its twelve bytes.</summary>
    public static StunTransactionId Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]));

    /// <summary>Writes the identifier to its twelve bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], Low);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{High:x16}{Low:x8}";
}

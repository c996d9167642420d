using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CdnLab.Rtc.Ice;

/// <summary>
/// An agent's supply of unguessable numbers, stretched from the bytes it was given: HMAC-SHA-256 over a counter. RFC 7675
/// §5.1 wants transaction ids from a cryptographic source; a core may not name one, and tests want them repeatable.
/// </summary>
internal sealed class IceEntropy
{
    private readonly byte[] _key = new byte[32];
    private ulong _counter;

    public IceEntropy(ReadOnlySpan<byte> entropy) => SHA256.HashData(entropy, _key);

    public StunTransactionId NextTransactionId()
    {
        Span<byte> block = stackalloc byte[32];
        Next(block);
        return StunTransactionId.Read(block);
    }

    public ulong NextUInt64()
    {
        Span<byte> block = stackalloc byte[32];
        Next(block);
        return BinaryPrimitives.ReadUInt64BigEndian(block);
    }

    private void Next(Span<byte> block)
    {
        Span<byte> input = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(input, _counter++);
        HMACSHA256.HashData(_key, input, block);
    }
}

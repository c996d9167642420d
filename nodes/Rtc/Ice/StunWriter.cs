using System.Buffers.Binary;
using System.Security.Cryptography;
using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

/// <summary>Writes one STUN message into a caller's buffer; allocates nothing.</summary>
/// <remarks>
/// Attributes come out in the order of the calls; MESSAGE-INTEGRITY is written second to last and FINGERPRINT last
/// (RFC 8489 §14.5, §14.7). A buffer that is too small is a mistake of ours and throws.
/// </remarks>
public ref struct StunWriter
{
    private readonly Span<byte> _buffer;
    private readonly byte _padding;

    /// <summary>Begins a Binding message.</summary>
    /// <param name="buffer">Where it is written, from the first byte on.</param>
    /// <param name="class">Request, indication, success or error.</param>
    /// <param name="transactionId">A new one for a request, the request's own for a response.</param>
    /// <param name="padding">The byte that fills values up to 32 bits: any is allowed (RFC 8489 §14), zero is usual.</param>
    public StunWriter(Span<byte> buffer, StunClass @class, StunTransactionId transactionId, byte padding = 0)
    {
        const int binding = 0x0001;
        _buffer = buffer;
        _padding = padding;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)(binding | (((int)@class & 2) << 7) | (((int)@class & 1) << 4)));
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], StunMessage.MagicCookie);
        transactionId.Write(buffer[8..]);
        Length = StunMessage.HeaderLength;
    }

    /// <summary>Bytes written so far, header included.</summary>
    public int Length { get; private set; }

    /// <summary>Adds an attribute with a given value.</summary>
    public void Add(StunAttribute type, scoped ReadOnlySpan<byte> value) => value.CopyTo(Reserve(type, value.Length));

    /// <summary>Adds an attribute whose presence is its meaning, as USE-CANDIDATE.</summary>
    public void AddFlag(StunAttribute type) => Reserve(type, 0);

    /// <summary>Adds a 32-bit attribute, as PRIORITY.</summary>
    public void AddUInt32(StunAttribute type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(type, 4), value);

    /// <summary>Adds a 64-bit attribute, as ICE-CONTROLLING.</summary>
    public void AddUInt64(StunAttribute type, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(type, 8), value);

    /// <summary>Adds XOR-MAPPED-ADDRESS (RFC 8489 §14.2).</summary>
    public void AddXorMappedAddress(NetAddress address)
    {
        Span<byte> value = Reserve(StunAttribute.XorMappedAddress, address.IsIPv4 ? 8 : 20);
        value[0] = 0;
        value[1] = address.IsIPv4 ? (byte)1 : (byte)2;
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(address.Port ^ (StunMessage.MagicCookie >> 16)));
        if (address.IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value[4..], address.IPv4 ^ StunMessage.MagicCookie);
            return;
        }

        ReadOnlySpan<byte> mask = _buffer[4..];
        BinaryPrimitives.WriteUInt64BigEndian(value[4..], address.High ^ BinaryPrimitives.ReadUInt64BigEndian(mask));
        BinaryPrimitives.WriteUInt64BigEndian(value[12..], address.Low ^ BinaryPrimitives.ReadUInt64BigEndian(mask[8..]));
    }

    /// <summary>Adds ERROR-CODE with its usual reason phrase (RFC 8489 §14.8).</summary>
    /// <param name="code">300 to 699.</param>
    public void AddErrorCode(int code)
    {
        ReadOnlySpan<byte> reason = StunErrorCode.Reason(code);
        Span<byte> value = Reserve(StunAttribute.ErrorCode, 4 + reason.Length);
        value[0] = 0;
        value[1] = 0;
        value[2] = (byte)(code / 100);
        value[3] = (byte)(code % 100);
        reason.CopyTo(value[4..]);
    }

    /// <summary>Adds UNKNOWN-ATTRIBUTES (RFC 8489 §14.9).</summary>
    public void AddUnknownAttributes(in StunUnknownTypes types)
    {
        Span<byte> value = Reserve(StunAttribute.UnknownAttributes, types.Count * 2);
        for (int i = 0; i < types.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(value[(i * 2)..], types[i]);
        }
    }

    /// <summary>Adds MESSAGE-INTEGRITY over everything written so far, keyed with a short-term password (RFC 8489 §14.5).</summary>
    public void AddIntegrity(ReadOnlySpan<byte> key)
    {
        int covered = Length;
        Span<byte> value = Reserve(StunAttribute.MessageIntegrity, StunMessage.IntegrityLength);
        HMACSHA1.HashData(key, _buffer[..covered], value);
    }

    /// <summary>Adds FINGERPRINT over everything written so far (RFC 8489 §14.7).</summary>
    public void AddFingerprint()
    {
        int covered = Length;
        Span<byte> value = Reserve(StunAttribute.Fingerprint, 4);
        BinaryPrimitives.WriteUInt32BigEndian(value, Crc32.Compute(_buffer[..covered]) ^ StunMessage.FingerprintMask);
    }

    // Writes an attribute's header and padding, counts it in the message's length, and returns where its value goes.
    private Span<byte> Reserve(StunAttribute type, int length)
    {
        int padded = (length + 3) & ~3;
        Span<byte> attribute = _buffer.Slice(Length, 4 + padded);
        BinaryPrimitives.WriteUInt16BigEndian(attribute, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)length);
        attribute[(4 + length)..].Fill(_padding);
        Length += 4 + padded;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)(Length - StunMessage.HeaderLength));
        return attribute.Slice(4, length);
    }
}

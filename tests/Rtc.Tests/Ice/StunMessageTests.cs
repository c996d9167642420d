using System.Buffers.Binary;
using System.Text;
using CdnLab.Core;
using CdnLab.Rtc.Ice;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Rtc.Tests.Ice;

public sealed class StunMessageTests
{
    private static readonly byte[] Key = "a password of some length"u8.ToArray();

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] message = Sample();
        for (int length = 0; length < message.Length; length++)
        {
            Assert.False(StunMessage.TryParse(message.AsSpan(0, length), out _, out StunParseError error), $"{length} bytes were accepted");
            Assert.NotEqual(StunParseError.None, error);
        }
    }

    [Fact]
    public void Each_fault_has_its_reason()
    {
        AssertFault(StunParseError.TooShort, new byte[19]);
        AssertFault(StunParseError.TooLong, new byte[StunMessage.MaxLength + 4]);
        AssertFault(StunParseError.NotStun, Change(0, 0x80));
        AssertFault(StunParseError.BadCookie, Change(4, 0));
        AssertFault(StunParseError.BadLength, [.. Sample(), 0, 0, 0, 0]);
        AssertFault(StunParseError.TruncatedAttribute, WithAttributes(0x0006, 0xFF, "12345678"u8));
        AssertFault(StunParseError.BadAttribute, WithAttributes(0x0024, 8, "12345678"u8));
        AssertFault(StunParseError.TooManyAttributes, Many(StunMessage.MaxAttributes + 1));
        AssertFault(StunParseError.FingerprintNotLast, [.. WithAttributes(0x8028, 4, [1, 2, 3, 4, 0x80, 0x22, 0, 0])]);
    }

    [Fact]
    public void Unknown_required_attributes_are_listed_and_optional_ones_ignored()
    {
        // 0xC057 is Chromium's GOOG-NETWORK-INFO.
        byte[] buffer = new byte[100];
        StunWriter writer = new(buffer, StunClass.Request, default);
        writer.Add((StunAttribute)0xC057, [0, 1, 3, 0xE7]);
        writer.Add((StunAttribute)0x7001, [1]);
        writer.Add((StunAttribute)0x7002, [1, 2]);
        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out StunMessage message, out _));
        Assert.Equal(2, message.UnknownRequired.Count);
        Assert.Equal(0x7001, message.UnknownRequired[0]);
        Assert.Equal(0x7002, message.UnknownRequired[1]);
    }

    [Fact]
    public void What_follows_the_integrity_is_not_believed()
    {
        byte[] buffer = new byte[200];
        StunWriter writer = new(buffer, StunClass.Request, default);
        writer.Add(StunAttribute.Username, "aaaa:bbbb"u8);
        writer.AddIntegrity(Key);
        writer.AddFlag(StunAttribute.UseCandidate);
        writer.AddFingerprint();
        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out StunMessage message, out _));
        Assert.True(message.CheckIntegrity(Key));
        Assert.True(message.CheckFingerprint());
        Assert.False(message.UseCandidate, "USE-CANDIDATE was added by somebody without the password");
    }

    [Fact]
    public void Of_repeated_attributes_the_first_counts()
    {
        byte[] buffer = new byte[100];
        StunWriter writer = new(buffer, StunClass.Request, default);
        writer.AddUInt32(StunAttribute.Priority, 1);
        writer.AddUInt32(StunAttribute.Priority, 2);
        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out StunMessage message, out _));
        Assert.Equal(1u, message.Priority);
    }

    [Fact]
    public void The_local_ufrag_is_read_without_parsing_the_rest()
    {
        Assert.True(StunMessage.TryReadUsername(Sample(), out ReadOnlySpan<byte> ufrag));
        Assert.Equal("node", Encoding.ASCII.GetString(ufrag));
        byte[] response = Sample();
        response[0] = 1;
        Assert.False(StunMessage.TryReadUsername(response, out _));
        Assert.False(StunMessage.TryReadUsername(WithAttributes(0x0006, 8, "nocolon!"u8), out _));
        Assert.False(StunMessage.TryReadUsername(WithAttributes(0x0006, 0xFF, "12345678"u8), out _));
    }

    [Fact]
    public void Error_responses_carry_code_and_unknown_types()
    {
        byte[] buffer = new byte[200];
        StunWriter request = new(buffer, StunClass.Request, default);
        request.Add((StunAttribute)0x7001, [1]);
        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, request.Length), out StunMessage message, out _));
        StunUnknownTypes unknown = message.UnknownRequired;
        StunWriter writer = new(buffer, StunClass.Error, default);
        writer.AddErrorCode(StunErrorCode.UnknownAttribute);
        writer.AddUnknownAttributes(unknown);
        Assert.True(StunMessage.TryParse(buffer.AsSpan(0, writer.Length), out StunMessage error, out _));
        Assert.Equal(StunClass.Error, error.Class);
        Assert.Equal(420, error.ErrorCode);
        Assert.Equal(0x7001, BinaryPrimitives.ReadUInt16BigEndian(error.UnknownAttributes));
    }

    [Fact]
    public void Garbage_never_throws()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], int, byte>((garbage, position, value) =>
        {
            Touch(garbage);
            byte[] changed = Sample();
            changed[(position & int.MaxValue) % changed.Length] = value;
            Touch(changed);
            byte[] spliced = [.. Sample()[..20], .. garbage, .. new byte[(4 - (garbage.Length & 3)) & 3]];
            BinaryPrimitives.WriteUInt16BigEndian(spliced.AsSpan(2), (ushort)(spliced.Length - 20));
            Touch(spliced);
        }));
    }

    [Theory]
    [InlineData(0, 0, DatagramKind.Stun)]
    [InlineData(3, 0, DatagramKind.Stun)]
    [InlineData(4, 0, DatagramKind.Unknown)]
    [InlineData(19, 0, DatagramKind.Unknown)]
    [InlineData(20, 0, DatagramKind.Dtls)]
    [InlineData(63, 0, DatagramKind.Dtls)]
    [InlineData(64, 0, DatagramKind.Unknown)]
    [InlineData(127, 0, DatagramKind.Unknown)]
    [InlineData(128, 191, DatagramKind.Rtp)]
    [InlineData(128, 192, DatagramKind.Rtcp)]
    [InlineData(191, 223, DatagramKind.Rtcp)]
    [InlineData(191, 224, DatagramKind.Rtp)]
    [InlineData(144, 96 | 128, DatagramKind.Rtp)]
    [InlineData(192, 200, DatagramKind.Unknown)]
    public void Datagrams_are_told_apart_by_their_first_bytes(byte first, byte second, DatagramKind expected)
    {
        Assert.Equal(expected, Demux.Classify([first, second, 0, 0]));
        Assert.Equal(DatagramKind.Unknown, Demux.Classify([first]));
    }

    private static void Touch(byte[] datagram)
    {
        Demux.Classify(datagram);
        StunMessage.TryReadUsername(datagram, out _);
        if (StunMessage.TryParse(datagram, out StunMessage message, out _))
        {
            _ = message.Class;
            _ = message.Method;
            _ = message.ErrorCode;
            _ = message.XorMappedAddress;
            _ = message.IceControlled;
            _ = message.IceControlling;
            _ = message.Priority;
            message.CheckFingerprint();
            message.CheckIntegrity(Key);
        }
    }

    private static void AssertFault(StunParseError expected, byte[] datagram)
    {
        Assert.False(StunMessage.TryParse(datagram, out _, out StunParseError error), $"accepted, {expected} was expected");
        Assert.Equal(expected, error);
    }

    private static byte[] Sample()
    {
        byte[] buffer = new byte[200];
        StunWriter writer = new(buffer, StunClass.Request, new StunTransactionId(1, 2));
        writer.Add(StunAttribute.Username, "node:browser"u8);
        writer.AddUInt64(StunAttribute.IceControlling, 77);
        writer.AddFlag(StunAttribute.UseCandidate);
        writer.AddUInt32(StunAttribute.Priority, 1234);
        writer.AddXorMappedAddress(NetAddress.FromIPv4(0x7F000001, 5000));
        writer.AddIntegrity(Key);
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    private static byte[] Change(int at, byte value)
    {
        byte[] message = Sample();
        message[at] = value;
        return message;
    }

    // One attribute with a claimed length, over whatever bytes follow.
    private static byte[] WithAttributes(ushort type, ushort length, ReadOnlySpan<byte> value)
    {
        byte[] buffer = new byte[20 + 4 + value.Length];
        _ = new StunWriter(buffer, StunClass.Request, default);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(2), (ushort)(buffer.Length - 20));
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(20), type);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(22), length);
        value.CopyTo(buffer.AsSpan(24));
        return buffer;
    }

    private static byte[] Many(int count)
    {
        byte[] buffer = new byte[20 + (count * 4)];
        StunWriter writer = new(buffer, StunClass.Request, default);
        for (int i = 0; i < count; i++)
        {
            writer.AddFlag(StunAttribute.UseCandidate);
        }

        return buffer;
    }
}

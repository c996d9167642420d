using CdnLab.Core;
using CdnLab.Rtc.Rtp;

namespace CdnLab.Rtc.Tests.Rtp;

public sealed class RtpPacketTests
{
    [Fact]
    public void Fixed_header_is_read()
    {
        byte[] bytes = Bytes.Hex("80 E0 1234 89ABCDEF DEADBEEF 010203");
        Assert.True(RtpPacket.TryParse(bytes, out RtpPacket packet));
        Assert.Equal(96, packet.PayloadType);
        Assert.True(packet.Marker);
        Assert.Equal(0x1234, packet.SequenceNumber);
        Assert.Equal(0x89ABCDEFu, packet.Timestamp);
        Assert.Equal(0xDEADBEEFu, packet.Ssrc);
        Assert.Equal(12, packet.HeaderLength);
        Assert.Equal(0, packet.PaddingLength);
        Assert.False(packet.HasExtension);
        Assert.Equal([1, 2, 3], packet.Payload.ToArray());
        Assert.False(packet.TryGetExtension(1, out _));
    }

    [Fact]
    public void Csrcs_extension_and_padding_are_left_out_of_the_payload()
    {
        byte[] bytes = Bytes.Hex("B2 60 0001 00000002 00000003 0000000A 0000000B BEDE 0001 10AA0000 C0FFEE 000003");
        Assert.True(RtpPacket.TryParse(bytes, out RtpPacket packet));
        Assert.Equal(28, packet.HeaderLength);
        Assert.Equal(3, packet.PaddingLength);
        Assert.Equal([0xC0, 0xFF, 0xEE], packet.Payload.ToArray());
        Assert.True(packet.TryGetExtension(1, out ReadOnlySpan<byte> data));
        Assert.Equal([0xAA], data.ToArray());
    }

    [Fact]
    public void Padding_only_packet_has_an_empty_payload()
    {
        Assert.True(RtpPacket.TryParse(Bytes.Hex("A0 60 0001 00000002 00000003 000003"), out RtpPacket packet));
        Assert.True(packet.Payload.IsEmpty);
        Assert.Equal(3, packet.PaddingLength);
    }

    [Fact]
    public void One_byte_form_is_read_as_in_RFC_8285_section_4_2()
    {
        // The layout of the section's figure: lengths 1, 2 and 4, with padding between.
        byte[] bytes = Bytes.Hex("90 60 0001 00000002 00000003 BEDE 0003 10 A1 21 B1B2 00 00 33 C1C2C3C4 FF");
        Assert.True(RtpPacket.TryParse(bytes, out RtpPacket packet));
        var seen = new List<string>();
        foreach (RtpExtension element in packet.Extensions)
        {
            seen.Add($"{element.Id}@{element.Offset}:{Convert.ToHexString(element.Data)}");
        }

        Assert.Equal(["1@17:A1", "2@19:B1B2", "3@24:C1C2C3C4"], seen);
        Assert.Equal([0xFF], packet.Payload[^1..].ToArray());
    }

    [Fact]
    public void Two_byte_form_is_read_as_in_RFC_8285_section_4_3()
    {
        // The layout of the section's figure: lengths 0, 1 and 4, padding between; appbits are ignored.
        byte[] bytes = Bytes.Hex("90 60 0001 00000002 00000003 1005 0003 0100 0201 B1 00 C804 C1C2C3C4");
        Assert.True(RtpPacket.TryParse(bytes, out RtpPacket packet));
        var seen = new List<string>();
        foreach (RtpExtension element in packet.Extensions)
        {
            seen.Add($"{element.Id}@{element.Offset}:{Convert.ToHexString(element.Data)}");
        }

        Assert.Equal(["1@18:", "2@20:B1", "200@24:C1C2C3C4"], seen);
    }

    [Theory]
    [InlineData("10A1 F000 20B2 0000", "id 15 ends processing")]
    [InlineData("10A1 0100 20B2 0000", "id 0 with a length ends processing")]
    [InlineData("10A1 2FB2 0000 0000", "an element beyond the end is not read")]
    public void One_byte_elements_after_a_malformed_one_are_not_read(string elements, string rule)
    {
        Assert.True(RtpPacket.TryParse(Bytes.Hex("90 60 0001 00000002 00000003 BEDE 0002" + elements), out RtpPacket packet));
        Assert.True(packet.TryGetExtension(1, out _), "the element before is kept: " + rule);
        Assert.False(packet.TryGetExtension(2, out _), rule);
    }

    [Fact]
    public void Unknown_extension_profile_has_no_elements_and_does_not_fail_the_packet()
    {
        Assert.True(RtpPacket.TryParse(Bytes.Hex("90 60 0001 00000002 00000003 ABCD 0001 10A10000"), out RtpPacket packet));
        Assert.False(packet.TryGetExtension(1, out _));
        Assert.Equal(20, packet.HeaderLength);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("80 60 0001 00000002 000000", "11 bytes")]
    [InlineData("40 60 0001 00000002 00000003", "version 1")]
    [InlineData("81 60 0001 00000002 00000003", "CSRC missing")]
    [InlineData("90 60 0001 00000002 00000003 BEDE", "extension header cut")]
    [InlineData("90 60 0001 00000002 00000003 BEDE 0002 10A10000", "extension cut")]
    [InlineData("A0 60 0001 00000002 00000003", "padding without a count")]
    [InlineData("A0 60 0001 00000002 00000003 00", "padding count 0")]
    [InlineData("A0 60 0001 00000002 00000003 AABB04", "padding longer than the payload")]
    public void Malformed_packet_is_refused(string hex, string why) =>
        Assert.False(RtpPacket.TryParse(Bytes.Hex(hex), out _), why);

    [Fact]
    public void Header_length_is_found_where_padding_is_encrypted()
    {
        Assert.True(RtpPacket.TryGetHeaderLength(Bytes.Hex("B0 60 0001 00000002 00000003 BEDE 0001 10A10000 FF"), out int length));
        Assert.Equal(20, length);
    }

    [Fact]
    public void Garbage_of_every_length_never_throws()
    {
        const ulong Seed = 71;
        var random = new SeededRandom(Seed);
        for (int length = 0; length <= 300; length++)
        {
            for (int variant = 0; variant < 24; variant++)
            {
                byte[] bytes = Bytes.Random(random, length);
                if (length > 0 && variant % 2 == 0)
                {
                    bytes[0] = (byte)(0x80 | (bytes[0] & 0x3F));
                }

                if (length >= 16 && variant % 4 == 0)
                {
                    bytes[0] = (byte)(0x90 | (bytes[0] & 0x20));
                    ushort profile = variant % 8 == 0 ? (ushort)0xBEDE : (ushort)0x1003;
                    bytes[12] = (byte)(profile >> 8);
                    bytes[13] = (byte)profile;
                    bytes[14] = 0;
                    bytes[15] = (byte)random.Next(1 + ((length - 16) / 4));
                }

                if (RtpPacket.TryParse(bytes, out RtpPacket packet))
                {
                    Assert.Equal(length, packet.HeaderLength + packet.Payload.Length + packet.PaddingLength);
                    foreach (RtpExtension element in packet.Extensions)
                    {
                        Assert.True(element.Offset + element.Data.Length <= packet.HeaderLength);
                    }

                    RtpRtx.TryUnwrap(packet, new byte[length], 96, 1, out _);
                }
            }
        }
    }

    [Fact]
    public void Parsing_writing_and_retransmitting_allocate_nothing()
    {
        byte[] buffer = new byte[1500];
        byte[] copy = new byte[1500];
        byte[] element = [1, 2, 3];
        int found = 0;
        long allocated = Bytes.Allocated(() =>
        {
            for (ushort i = 0; i < 1000; i++)
            {
                var writer = new RtpHeaderWriter(buffer, 96, true, i, i, 7);
                writer.AddExtension(3, element);
                writer.AddExtension(5, element);
                int length = writer.Finish() + 100;
                RtpPacket.TryParse(buffer.AsSpan(0, length), out RtpPacket packet);
                found += packet.TryGetExtension(5, out _) ? 1 : 0;
                int rtx = RtpRtx.Wrap(packet, copy, 97, 8, i);
                RtpPacket.TryParse(copy.AsSpan(0, rtx), out RtpPacket wrapped);
                RtpRtx.TryUnwrap(wrapped, buffer, 96, 7, out _);
            }
        });
        Assert.Equal(0, allocated);
        Assert.Equal(2000, found);
    }
}

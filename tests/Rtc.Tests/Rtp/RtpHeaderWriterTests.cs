using CdnLab.Core;
using CdnLab.Rtc.Rtp;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Rtc.Tests.Rtp;

public sealed class RtpHeaderWriterTests
{
    [Fact]
    public void Header_without_extension_is_twelve_bytes()
    {
        byte[] buffer = Enumerable.Repeat((byte)0xFF, 12).ToArray();
        var writer = new RtpHeaderWriter(buffer, 111, false, 0x1234, 0x89ABCDEF, 0xDEADBEEF);
        Assert.Equal(12, writer.Finish());
        Assert.Equal(Bytes.Hex("80 6F 1234 89ABCDEF DEADBEEF"), buffer);
    }

    [Fact]
    public void One_byte_elements_are_written_and_padded()
    {
        byte[] buffer = Enumerable.Repeat((byte)0xFF, 64).ToArray();
        var writer = new RtpHeaderWriter(buffer, 96, true, 1, 2, 3);
        Assert.Equal(17, writer.AddExtension(1, [0xA1]));
        Assert.Equal(19, writer.AddExtension(14, [0xB1, 0xB2, 0xB3]));
        int length = writer.Finish();
        Assert.Equal(Bytes.Hex("90 E0 0001 00000002 00000003 BEDE 0002 10A1 E2B1B2B3 0000"), buffer[..length]);
    }

    [Fact]
    public void Two_byte_elements_are_written_when_asked_for()
    {
        byte[] buffer = Enumerable.Repeat((byte)0xFF, 64).ToArray();
        var writer = new RtpHeaderWriter(buffer, 96, false, 1, 2, 3, twoByteExtensions: true);
        Assert.Equal(18, writer.AddExtension(200, [0xA1]));
        Assert.Equal(21, writer.AddExtension(1, []));
        int length = writer.Finish();
        Assert.Equal(Bytes.Hex("90 60 0001 00000002 00000003 1000 0002 C801A1 0100 000000"), buffer[..length]);
    }

    [Fact]
    public void Reserved_element_can_be_patched_in_place()
    {
        byte[] buffer = Enumerable.Repeat((byte)0xFF, 64).ToArray();
        var writer = new RtpHeaderWriter(buffer, 96, false, 1, 2, 3);
        int offset = writer.ReserveExtension(3, TransportSequenceNumber.Length);
        int length = writer.Finish();
        TransportSequenceNumber.Write(buffer.AsSpan(offset), 0xCAFE);
        Assert.True(RtpPacket.TryParse(buffer.AsSpan(0, length), out RtpPacket packet));
        Assert.True(packet.TryGetExtension(3, out ReadOnlySpan<byte> data));
        Assert.True(TransportSequenceNumber.TryRead(data, out ushort sequence));
        Assert.Equal(0xCAFE, sequence);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(15, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 17)]
    public void Element_that_the_one_byte_form_cannot_hold_throws(int id, int length)
    {
        Assert.False(RtpHeaderWriter.FitsOneByteForm(id, length));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new RtpHeaderWriter(new byte[64], 96, false, 1, 2, 3).ReserveExtension(id, length));
    }

    [Fact]
    public void Fields_are_patched_without_touching_their_neighbours()
    {
        byte[] packet = Bytes.Hex("90 E0 0001 00000002 00000003");
        RtpHeader.SetPayloadType(packet, 0xFF);
        RtpHeader.SetPadding(packet, true);
        RtpHeader.SetSequenceNumber(packet, 0xFFFF);
        RtpHeader.SetTimestamp(packet, 0x01020304);
        RtpHeader.SetSsrc(packet, 0x05060708);
        Assert.Equal(Bytes.Hex("B0 FF FFFF 01020304 05060708"), packet);
        RtpHeader.SetMarker(packet, false);
        RtpHeader.SetPadding(packet, false);
        Assert.Equal(Bytes.Hex("90 7F FFFF 01020304 05060708"), packet);
    }

    [Theory]
    [InlineData(191, false)]
    [InlineData(192, true)]
    [InlineData(200, true)]
    [InlineData(223, true)]
    [InlineData(224, false)]
    [InlineData(0x60, false)]
    public void Rtcp_is_told_apart_by_its_second_byte(byte second, bool rtcp) =>
        Assert.Equal(rtcp, RtpHeader.IsRtcp([0x80, second]));

    [Fact]
    public void Whatever_is_written_is_read_back() => Check.QuickThrowOnFailure(Prop.ForAll<ulong, bool>((seed, twoByte) =>
    {
        var random = new SeededRandom(seed);
        byte[] buffer = Bytes.Random(random, 1500);
        int payloadType = random.Next(128);
        bool marker = random.Next(2) == 1;
        var sequence = (ushort)random.NextUInt64();
        var timestamp = (uint)random.NextUInt64();
        var ssrc = (uint)random.NextUInt64();
        var elements = new List<(int Id, byte[] Data, int Offset)>();
        var writer = new RtpHeaderWriter(buffer, payloadType, marker, sequence, timestamp, ssrc, twoByte);
        int count = random.Next(8);
        for (int id = 1; id <= count; id++)
        {
            byte[] data = Bytes.Random(random, twoByte ? random.Next(60) : 1 + random.Next(16));
            elements.Add((id, data, writer.AddExtension(id, data)));
        }

        int header = writer.Finish();
        int payload = random.Next(500);
        byte[] expected = buffer[header..(header + payload)];
        if (!RtpPacket.TryParse(buffer.AsSpan(0, header + payload), out RtpPacket packet)
            || packet.HeaderLength != header || !packet.Payload.SequenceEqual(expected)
            || packet.PayloadType != payloadType || packet.Marker != marker || packet.SequenceNumber != sequence
            || packet.Timestamp != timestamp || packet.Ssrc != ssrc)
        {
            return false;
        }

        int index = 0;
        foreach (RtpExtension element in packet.Extensions)
        {
            if (element.Id != elements[index].Id || element.Offset != elements[index].Offset
                || !element.Data.SequenceEqual(elements[index].Data))
            {
                return false;
            }

            index++;
        }

        return index == count;
    }));
}

using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sending;

namespace CdnLab.Forwarding.Tests.Sending;

public sealed class EgressHeaderTests
{
    private const ulong Capture = 0xE8000000_80000000;

    [Theory]
    // RFC 3550 §5.1: no extension, twelve bytes.
    [InlineData(0, 0, 0, "80e0fffe0001020312345678")]
    // RFC 8285 §4.2: 0xBEDE, length in words, (id << 4 | length - 1), data, padding of zeros.
    [InlineData(2, 0, 0, "90e0fffe0001020312345678" + "bede0001" + "22abcdef")]
    [InlineData(0, 0, 3, "90e0fffe0001020312345678" + "bede0001" + "31" + "8001" + "00")]
    [InlineData(0, 6, 0, "90e0fffe0001020312345678" + "bede0003" + "67" + "e800000080000000" + "000000")]
    [InlineData(2, 6, 3, "90e0fffe0001020312345678" + "bede0004" + "22abcdef" + "31" + "8001" + "67" + "e800000080000000")]
    [InlineData(14, 1, 13, "90e0fffe0001020312345678" + "bede0004" + "e2abcdef" + "d1" + "8001" + "17" + "e800000080000000")]
    public void Headers_are_written_byte_for_byte(byte absSendTime, byte absCaptureTime, byte transportCc, string expected)
    {
        byte[] buffer = [.. Enumerable.Repeat((byte)0xEE, 64)];
        int length = EgressHeader.Write(
            buffer, true, 96, 0xFFFE, 0x00010203, 0x12345678, new EgressExtensions(absSendTime, absCaptureTime, transportCc), 0xABCDEF, Capture, 0x8001);
        Assert.Equal(expected, Convert.ToHexStringLower(buffer.AsSpan(0, length)));
    }

    public static TheoryData<ushort> WrapTable => [0, 1, 127, 128, 32767, 32768, 65534, 65535];

    [Theory]
    [MemberData(nameof(WrapTable))]
    public void What_is_written_is_read_back(ushort number)
    {
        for (int combination = 0; combination < 32; combination++)
        {
            var ids = new EgressExtensions((byte)((combination & 1) * 2), (byte)((combination & 2) * 3), (byte)((combination & 4) / 4 * 3));
            bool marker = (combination & 8) != 0;
            ulong capture = (combination & 16) != 0 ? Capture + number : 0;
            byte[] buffer = [.. Enumerable.Repeat((byte)0xEE, 64)];
            int length = EgressHeader.Write(buffer, marker, 111, number, number * 77u, 0xCAFEBABE, ids, 0x1000000u + number, capture, number);
            buffer[length] = 0x99;

            Assert.True(RtpPacket.TryParse(buffer.AsSpan(0, length + 1), out RtpPacket packet), $"combination {combination} does not parse");
            Assert.Equal(length, packet.HeaderLength);
            Assert.Equal(0x99, Assert.Single(packet.Payload.ToArray()));
            Assert.Equal((111, marker, number, number * 77u, 0xCAFEBABE), (packet.PayloadType, packet.Marker, packet.SequenceNumber, packet.Timestamp, packet.Ssrc));
            Assert.Equal(ids.AbsSendTime != 0, packet.TryGetExtension(2, out ReadOnlySpan<byte> data));
            Assert.True(ids.AbsSendTime == 0 || (AbsSendTime.TryRead(data, out uint sent) && sent == number), "abs-send-time keeps its lower 24 bits");
            Assert.Equal(ids.TransportCc != 0, packet.TryGetExtension(3, out data));
            Assert.True(ids.TransportCc == 0 || (TransportSequenceNumber.TryRead(data, out ushort sequence) && sequence == number));
            Assert.Equal(ids.AbsCaptureTime != 0 && capture != 0, packet.TryGetExtension(6, out data));
            Assert.True(data.IsEmpty || (AbsCaptureTime.TryRead(data, out AbsCaptureTime time) && time.CaptureTime.Value == capture));
        }
    }

    [Fact]
    public void The_longest_header_and_payload_fit_a_datagram()
    {
        byte[] buffer = new byte[64];
        int header = EgressHeader.Write(buffer, true, 96, 1, 1, 1, new EgressExtensions(1, 2, 3), 1, Capture, 1);
        Assert.True(header + 2 + PacketHistory.MaximumPayload + CdnLab.Rtc.Srtp.SrtpSession.MaxRtpOverhead <= 1500, $"a header of {header} bytes");
    }
}

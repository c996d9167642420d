using CdnLab.Rtc.Rtp;

namespace CdnLab.Rtc.Tests.Rtp;

public sealed class RtpRtxTests
{
    private const string Original = "B0 E0 1234 89ABCDEF DEADBEEF BEDE 0001 10A10000 C0FFEE 0002";

    [Fact]
    public void Retransmission_carries_the_original_sequence_number_before_the_payload()
    {
        Assert.True(RtpPacket.TryParse(Bytes.Hex(Original), out RtpPacket original));
        byte[] buffer = new byte[64];
        int length = RtpRtx.Wrap(original, buffer, 97, 0x01020304, 0x0007);
        Assert.Equal(Bytes.Hex("90 E1 0007 89ABCDEF 01020304 BEDE 0001 10A10000 1234 C0FFEE"), buffer[..length]);
    }

    [Fact]
    public void Original_is_restored_without_its_padding()
    {
        RtpPacket.TryParse(Bytes.Hex(Original), out RtpPacket original);
        byte[] buffer = new byte[64];
        int length = RtpRtx.Wrap(original, buffer, 97, 0x01020304, 7);
        Assert.True(RtpPacket.TryParse(buffer.AsSpan(0, length), out RtpPacket retransmission));
        byte[] restored = new byte[64];
        Assert.True(RtpRtx.TryUnwrap(retransmission, restored, 96, 0xDEADBEEF, out int restoredLength));
        Assert.Equal(Bytes.Hex("90 E0 1234 89ABCDEF DEADBEEF BEDE 0001 10A10000 C0FFEE"), restored[..restoredLength]);
    }

    [Fact]
    public void Probing_padding_carries_no_original()
    {
        Assert.True(RtpPacket.TryParse(Bytes.Hex("A0 61 0001 00000002 00000003 000003"), out RtpPacket padding));
        Assert.False(RtpRtx.TryUnwrap(padding, new byte[64], 96, 1, out int length));
        Assert.Equal(0, length);
        Assert.False(RtpRtx.TryRead([0x12], out _, out _));
    }
}

using CdnLab.Core;
using CdnLab.Links.Fabric;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Links.Tests.Fabric;

public sealed class PacketInfoTests
{
    // IPv4 10.81.0.1 → 10.82.0.1, UDP 5000 → 40000, RTP: payload type 96, sequence 0x1234, timestamp 0x01020304, SSRC 0xAABBCCDD.
    private static readonly byte[] Rtp = Convert.FromHexString(
        "4500002a00000000401100000a5100010a520001" + "13889c4000160000" + "8060123401020304aabbccdd" + "0000");

    [Fact]
    public void An_rtp_packet_is_read()
    {
        Assert.True(PacketInfo.TryParse(Rtp, out PacketInfo info));
        Assert.Equal(
            new PacketInfo(
                new(17, NetAddress.FromIPv4(0x0A510001, 5000), NetAddress.FromIPv4(0x0A520001, 40_000)), true, 0xAABBCCDD, 0x1234, 0x01020304),
            info);
    }

    [Theory]
    [InlineData(0x80, 192, false)]
    [InlineData(0x80, 200, false)]
    [InlineData(0x80, 223, false)]
    [InlineData(0x80, 224, true)]
    [InlineData(0x80, 191, true)]
    [InlineData(0xBF, 111, true)]
    [InlineData(0xC0, 111, false)]
    [InlineData(0x16, 254, false)]
    [InlineData(0x00, 1, false)]
    public void Rtp_is_told_from_rtcp_dtls_and_stun(byte first, byte second, bool isRtp)
    {
        byte[] packet = [.. Rtp];
        packet[28] = first;
        packet[29] = second;
        Assert.True(PacketInfo.TryParse(packet, out PacketInfo info));
        Assert.Equal(isRtp, info.IsRtp);
    }

    [Fact]
    public void A_later_fragment_has_no_ports_and_is_no_rtp()
    {
        byte[] packet = [.. Rtp];
        packet[7] = 100;
        Assert.True(PacketInfo.TryParse(packet, out PacketInfo info));
        Assert.False(info.IsRtp);
        Assert.Equal((0, 0), (info.Flow.Source.Port, info.Flow.Destination.Port));
    }

    [Fact]
    public void Every_truncation_is_refused_or_read_without_error()
    {
        for (int length = 0; length < Rtp.Length; length++)
        {
            Assert.False(PacketInfo.TryParse(Rtp.AsSpan(0, length), out _), $"{length} bytes of a packet of {Rtp.Length} were taken");
        }
    }

    [Fact]
    public void What_is_not_ipv4_is_refused()
    {
        byte[] ipv6 = new byte[60];
        ipv6[0] = 0x60;
        Assert.False(PacketInfo.TryParse(ipv6, out _));
    }

    [Fact]
    public void No_bytes_whatever_cause_an_error() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(), (bytes, at) =>
        {
            byte[] changed = [.. Rtp];
            for (int i = 0; i < bytes.Length; i++)
            {
                changed[(at + i) % changed.Length] = bytes[i];
            }

            PacketInfo.TryParse(bytes, out _);
            PacketInfo.TryParse(changed, out _);
            return true;
        }));
}

using CdnLab.Forwarding.Tests.Support;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sending;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Forwarding.Tests.Sending;

public sealed class PacketSenderTests
{
    private readonly byte[] _datagram = new byte[1500];

    [Theory]
    [InlineData(SrtpProfile.AeadAes128Gcm)]
    [InlineData(SrtpProfile.AesCm128HmacSha1_80)]
    public void A_packet_is_opened_with_the_receivers_keys(SrtpProfile profile)
    {
        using var link = new SrtpLink(profile);
        var sender = new PacketSender(link.Transport, Samples.Format, 100);
        int length = sender.Write(_datagram, Samples.Packet(5), Samples.Payload(5), 40_000, 7);
        Assert.True(RtpPacket.TryParse(link.Open(_datagram.AsSpan(0, length)), out RtpPacket packet));
        Assert.Equal((96, 0x1111u, (ushort)40_000), (packet.PayloadType, packet.Ssrc, packet.SequenceNumber));
        Assert.Equal((Samples.Packet(5).Timestamp, Samples.Packet(5).Marker), (packet.Timestamp, packet.Marker));
        Assert.Equal(Samples.Payload(5), packet.Payload.ToArray());
        Assert.Equal((1u, 20u, 0L), (sender.PacketsSent, sender.OctetsSent, sender.Retransmitted));
    }

    [Fact]
    public void Without_keys_nothing_is_written_or_counted()
    {
        using var link = new SrtpLink();
        link.Transport.Srtp = null;
        var sender = new PacketSender(link.Transport, Samples.Format, 100);
        Assert.Equal(0, sender.Write(_datagram, Samples.Packet(5), Samples.Payload(5), 5, 0));
        Assert.Equal(0, sender.WriteRetransmission(_datagram, Samples.Packet(5), Samples.Payload(5), 5, 0, out ushort first));
        Assert.Equal((0u, 0u, 0L), (sender.PacketsSent, sender.OctetsSent, sender.Retransmitted));

        link.Transport.Srtp = link.Local;
        Assert.NotEqual(0, sender.WriteRetransmission(_datagram, Samples.Packet(5), Samples.Payload(5), 5, 0, out ushort second));
        Assert.Equal(first, second);
    }

    [Fact]
    public void A_retransmission_is_as_RFC_4588_has_it()
    {
        using var link = new SrtpLink();
        var sender = new PacketSender(link.Transport, Samples.Format, firstSequence: 0xFFFF);
        for (int i = 0; i < 3; i++)
        {
            int length = sender.WriteRetransmission(_datagram, Samples.Packet(8), Samples.Payload(8), 777, 7, out ushort rtxSequence);
            Assert.True(RtpPacket.TryParse(link.Open(_datagram.AsSpan(0, length)), out RtpPacket packet));

            // §4: own SSRC, payload type and numbering; the original's timestamp and marker; its number before its payload.
            Assert.Equal((97, 0x2222u, rtxSequence), (packet.PayloadType, packet.Ssrc, packet.SequenceNumber));
            Assert.Equal((ushort)(0x7FFF + i), rtxSequence);
            Assert.Equal((Samples.Packet(8).Timestamp, Samples.Packet(8).Marker), (packet.Timestamp, packet.Marker));
            Assert.True(RtpRtx.TryRead(packet.Payload, out ushort original, out ReadOnlySpan<byte> payload));
            Assert.Equal(777, original);
            Assert.Equal(Samples.Payload(8), payload.ToArray());
        }

        Assert.Equal((0u, 3L), (sender.PacketsSent, sender.Retransmitted));
    }

    [Fact]
    public void A_receiver_without_RTX_gets_nothing_again()
    {
        using var link = new SrtpLink();
        var sender = new PacketSender(link.Transport, Samples.Format with { RtxPayloadType = 0 }, 100);
        Assert.Equal(0, sender.WriteRetransmission(_datagram, Samples.Packet(8), Samples.Payload(8), 8, 0, out _));
        Assert.Equal(0, sender.Retransmitted);
    }

    [Theory]
    [InlineData(SrtpProfile.AeadAes128Gcm)]
    [InlineData(SrtpProfile.AesCm128HmacSha1_80)]
    public void Numbers_go_on_over_their_wraps_and_the_receiver_follows(SrtpProfile profile)
    {
        // RFC 3711 §3.3.1: the receiver guesses the rollover counter from the numbers alone.
        using var link = new SrtpLink(profile);
        var sender = new PacketSender(link.Transport, Samples.Format, 0x7FFF);
        for (long extended = 0x7FFF; extended < 0x7FFF + (3 * 0x10000); extended += extended % 0x10000 > 0xFFF0 || extended % 0x10000 < 16 ? 1 : 997)
        {
            int length = sender.Write(_datagram, Samples.Packet(extended), Samples.Payload(extended), extended, 0);
            Assert.True(RtpPacket.TryParse(link.Open(_datagram.AsSpan(0, length)), out RtpPacket packet));
            Assert.Equal((ushort)extended, packet.SequenceNumber);
            Assert.Equal(Samples.Payload(extended), packet.Payload.ToArray());
        }
    }

    [Fact]
    public void Retransmissions_go_on_over_their_wrap()
    {
        using var link = new SrtpLink();
        var sender = new PacketSender(link.Transport, Samples.Format, 0x7FFF);
        for (int i = 0; i < 0x9000; i++)
        {
            int length = sender.WriteRetransmission(_datagram, Samples.Packet(8), Samples.Payload(8), 8, 0, out ushort sequence);
            link.Open(_datagram.AsSpan(0, length));
            Assert.Equal((ushort)(0x7FFF + i), sequence);
        }
    }

    [Fact]
    public void All_tracks_of_a_receiver_share_the_transport_wide_number()
    {
        using var link = new SrtpLink();
        var video = new PacketSender(link.Transport, Samples.Format, 100);
        var audio = new PacketSender(link.Transport, Samples.Format with { Ssrc = 0x3333, PayloadType = 111 }, 200);
        var silent = new PacketSender(link.Transport, Samples.Format with { Ssrc = 0x4444, Extensions = new EgressExtensions(2, 6, 0) }, 200);
        List<ushort> numbers = [];
        for (long i = 0; i < 4; i++)
        {
            numbers.Add(NumberOf(video.Write(_datagram, Samples.Packet(i), Samples.Payload(i), 100 + i, 0)));
            numbers.Add(NumberOf(audio.Write(_datagram, Samples.Packet(i), Samples.Payload(i), 200 + i, 0)));
            Assert.NotEqual(0, silent.Write(_datagram, Samples.Packet(i), Samples.Payload(i), 300 + i, 0));
            numbers.Add(NumberOf(video.WriteRetransmission(_datagram, Samples.Packet(i), Samples.Payload(i), 100, 0, out _)));
        }

        Assert.Equal(Enumerable.Range(0, 12).Select(static i => (ushort)i), numbers);

        ushort NumberOf(int length)
        {
            Assert.True(RtpPacket.TryParse(link.Open(_datagram.AsSpan(0, length)), out RtpPacket packet));
            Assert.True(packet.TryGetExtension(3, out ReadOnlySpan<byte> data) && TransportSequenceNumber.TryRead(data, out _), "no transport-wide number");
            TransportSequenceNumber.TryRead(data, out ushort number);
            return number;
        }
    }
}

using System.Buffers.Binary;
using CdnLab.Core;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sending;

namespace CdnLab.Forwarding.Tests.Support;

/// <summary>A made-up stream: packet n has number n, and a payload that says so.</summary>
internal static class Samples
{
    public const uint InSsrc = 0xABCD;

    public static readonly TrackDescription Video = new(TrackKind.Video, "VP8", 90_000, 1, "");
    public static readonly TrackDescription H264 = new(TrackKind.Video, "H264", 90_000, 1, "packetization-mode=1");
    public static readonly TrackDescription Audio = new(TrackKind.Audio, "opus", 48_000, 2, "");

    public static readonly PacketFormat Format = new(96, 97, 0x1111, 0x2222, new EgressExtensions(2, 6, 3));

    /// <summary>The packets of <see cref="InSsrc"/>, three to a picture.</summary>
    public static StoredPacket Packet(long number) => new(
        number, (uint)(number / 3 * 3000), number % 3 == 2, false, 0, new Instant(1_000_000_000 + (number * 10_000_000)), InSsrc, (ushort)number);

    /// <summary>A VP8 payload: a picture's first packet when its number is a multiple of three.</summary>
    public static byte[] Payload(long number, bool key = false)
    {
        byte[] payload = new byte[20];
        payload[0] = (byte)(number % 3 == 0 ? 0x10 : 0x00);
        payload[1] = (byte)(key ? 0x10 : 0x11);
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(8), number);
        return payload;
    }

    /// <summary>The number that a payload says.</summary>
    public static long NumberOf(Sent sent) => BinaryPrimitives.ReadInt64BigEndian(sent.Payload.AsSpan(8));

    /// <summary>Gives a track packets from one number to another; those in <paramref name="keys"/> begin key frames.</summary>
    public static void Feed(this Track track, IForwardingSink sink, long from, long to, params ReadOnlySpan<long> keys)
    {
        for (long number = from; number <= to; number++)
        {
            Assert.True(track.Receive(Packet(number), Payload(number, keys.Contains(number)), 0, sink), $"packet {number} was dropped");
        }
    }

    /// <summary>What a receiver has got: opened with its keys, the forwarded packets in the order sent.</summary>
    public static List<Sent> Open(this RecordingSink sink, SrtpLink link)
    {
        List<Sent> packets = [];
        foreach (byte[] datagram in sink.Datagrams)
        {
            byte[] opened = link.Open(datagram);
            if (RtpHeader.IsRtcp(opened))
            {
                continue;
            }

            Assert.True(RtpPacket.TryParse(opened, out RtpPacket packet), "what was sent does not parse");
            packets.Add(new Sent(packet.PayloadType, packet.Ssrc, packet.SequenceNumber, packet.Timestamp, packet.Marker, packet.Payload.ToArray()));
        }

        sink.Datagrams.Clear();
        return packets;
    }
}

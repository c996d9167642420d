using System.Buffers.Binary;
using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>What the fabric reads from an IPv4 packet.</summary>
/// <param name="Flow">The flow; ports are 0 for protocols without ports and for fragments other than the first.</param>
/// <param name="IsRtp">Whether it carries a UDP datagram that looks like RTP; only then the following count.</param>
/// <param name="Ssrc">The RTP SSRC.</param>
/// <param name="Sequence">The RTP sequence number.</param>
/// <param name="RtpTimestamp">The RTP timestamp.</param>
internal readonly record struct PacketInfo(FlowKey Flow, bool IsRtp, uint Ssrc, ushort Sequence, uint RtpTimestamp)
{
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const int UdpHeader = 8;
    private const int RtpHeader = 12;

    /// <summary>Reads the headers of a packet (RFC 791 §3.1, RFC 768, RFC 3550 §5.1). Returns false for what is not a whole IPv4 packet.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out PacketInfo info)
    {
        info = default;
        if (packet.Length < 20 || packet[0] >> 4 != 4)
        {
            return false;
        }

        int header = (packet[0] & 0x0F) * 4;
        int total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (header < 20 || total < header || total > packet.Length)
        {
            return false;
        }

        byte protocol = packet[9];
        bool first = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1FFF) == 0;
        ReadOnlySpan<byte> payload = packet[header..total];
        ushort sourcePort = 0;
        ushort destinationPort = 0;
        if (first && protocol is (Tcp or Udp) && payload.Length >= 4)
        {
            sourcePort = BinaryPrimitives.ReadUInt16BigEndian(payload);
            destinationPort = BinaryPrimitives.ReadUInt16BigEndian(payload[2..]);
        }

        var flow = new FlowKey(
            protocol,
            NetAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(packet[12..]), sourcePort),
            NetAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(packet[16..]), destinationPort));
        info = first && protocol == Udp && payload.Length >= UdpHeader + RtpHeader && IsRtpHeader(payload[UdpHeader..])
            ? new PacketInfo(
                flow,
                true,
                BinaryPrimitives.ReadUInt32BigEndian(payload[(UdpHeader + 8)..]),
                BinaryPrimitives.ReadUInt16BigEndian(payload[(UdpHeader + 2)..]),
                BinaryPrimitives.ReadUInt32BigEndian(payload[(UdpHeader + 4)..]))
            : new PacketInfo(flow, false, 0, 0, 0);
        return true;
    }

    // RFC 7983 §7: RTP and RTCP begin with 128 to 191. RFC 5761 §4: RTCP's second byte is 192 to 223.
    private static bool IsRtpHeader(ReadOnlySpan<byte> datagram) =>
        datagram[0] is >= 128 and <= 191 && datagram[1] is not (>= 192 and <= 223);
}

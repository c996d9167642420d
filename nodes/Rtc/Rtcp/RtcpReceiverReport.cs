using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A receiver report.</summary>
/// <remarks>RFC 3550 §6.4.2. A profile-specific extension after the blocks is ignored.</remarks>
public readonly ref struct RtcpReceiverReport
{
    private RtcpReceiverReport(uint senderSsrc, ReportBlockList reports)
    {
        SenderSsrc = senderSsrc;
        Reports = reports;
    }

    /// <summary>Who reports.</summary>
    public uint SenderSsrc { get; }

    /// <summary>What it receives.</summary>
    public ReportBlockList Reports { get; }

    /// <summary>Reads an RR; false when the packet is another or too short for its blocks.</summary>
    public static bool TryParse(in RtcpPacket packet, out RtcpReceiverReport report)
    {
        report = default;
        ReadOnlySpan<byte> body = packet.Body;
        int blocks = packet.Count * RtcpFormat.ReportBlockLength;
        if (packet.Type != RtcpPacketType.ReceiverReport || body.Length < 4 + blocks)
        {
            return false;
        }

        report = new RtcpReceiverReport(BinaryPrimitives.ReadUInt32BigEndian(body), new ReportBlockList(body.Slice(4, blocks)));
        return true;
    }
}

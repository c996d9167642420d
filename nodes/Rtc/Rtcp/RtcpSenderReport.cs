using System.Buffers.Binary;
using CdnLab.Core;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A sender report: the sender's clocks and counts, and what it receives.</summary>
/// <remarks>RFC 3550 §6.4.1. A profile-specific extension after the blocks is ignored.</remarks>
public readonly ref struct RtcpSenderReport
{
    private RtcpSenderReport(SenderInfo sender, ReportBlockList reports)
    {
        Sender = sender;
        Reports = reports;
    }

    /// <summary>The sender's clocks and counts.</summary>
    public SenderInfo Sender { get; }

    /// <summary>What the sender receives from others.</summary>
    public ReportBlockList Reports { get; }

    /// <summary>Reads an SR; false when the packet is another or too short for its blocks.</summary>
    public static bool TryParse(in RtcpPacket packet, out RtcpSenderReport report)
    {
        report = default;
        ReadOnlySpan<byte> body = packet.Body;
        int blocks = packet.Count * RtcpFormat.ReportBlockLength;
        const int Fixed = 4 + RtcpFormat.SenderInfoLength;
        if (packet.Type != RtcpPacketType.SenderReport || body.Length < Fixed + blocks)
        {
            return false;
        }

        var sender = new SenderInfo(
            BinaryPrimitives.ReadUInt32BigEndian(body),
            new NtpTime(BinaryPrimitives.ReadUInt64BigEndian(body[4..])),
            BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[20..]));
        report = new RtcpSenderReport(sender, new ReportBlockList(body.Slice(Fixed, blocks)));
        return true;
    }
}

using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A picture loss indication: the receiver needs a key frame.</summary>
/// <param name="SenderSsrc">Who needs it.</param>
/// <param name="MediaSsrc">From which source.</param>
/// <remarks>RFC 4585 §6.3.1.</remarks>
public readonly record struct RtcpPictureLoss(uint SenderSsrc, uint MediaSsrc)
{
    /// <summary>Reads a PLI; false when the packet is another or too short.</summary>
    public static bool TryParse(in RtcpPacket packet, out RtcpPictureLoss loss)
    {
        bool fits = packet.Type == RtcpPacketType.PayloadSpecificFeedback && packet.Count == RtcpFormat.PictureLoss
            && packet.Body.Length >= 8;
        loss = fits
            ? new RtcpPictureLoss(BinaryPrimitives.ReadUInt32BigEndian(packet.Body), BinaryPrimitives.ReadUInt32BigEndian(packet.Body[4..]))
            : default;
        return fits;
    }
}

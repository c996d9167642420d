using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A view of one RTCP packet inside a datagram; its content is read by the type that <see cref="Kind"/> names.</summary>
/// <remarks>
/// RFC 3550 §6.4.1, RFC 4585 §6.1.
/// <code>
/// |V=2|P| count or FMT |      PT       | length in words, minus 1      |
/// </code>
/// </remarks>
public readonly ref struct RtcpPacket
{
    internal RtcpPacket(ReadOnlySpan<byte> bytes, int paddingLength)
    {
        Bytes = bytes;
        Body = bytes[RtcpFormat.HeaderLength..^paddingLength];
    }

    /// <summary>The whole packet: header, body and padding.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>What follows the four bytes of the header, without padding.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The packet type.</summary>
    public RtcpPacketType Type => (RtcpPacketType)Bytes[1];

    /// <summary>The five bits that mean a number of blocks or, in feedback packets, the format (FMT).</summary>
    public int Count => Bytes[0] & 0x1F;

    /// <summary>What the packet says.</summary>
    public RtcpKind Kind => Type switch
    {
        RtcpPacketType.SenderReport => RtcpKind.SenderReport,
        RtcpPacketType.ReceiverReport => RtcpKind.ReceiverReport,
        RtcpPacketType.SourceDescription => RtcpKind.SourceDescription,
        RtcpPacketType.Goodbye => RtcpKind.Goodbye,
        RtcpPacketType.TransportLayerFeedback => Count switch
        {
            RtcpFormat.Nack => RtcpKind.Nack,
            RtcpFormat.TransportFeedback => RtcpKind.TransportFeedback,
            _ => RtcpKind.Other,
        },
        RtcpPacketType.PayloadSpecificFeedback => Count switch
        {
            RtcpFormat.PictureLoss => RtcpKind.PictureLoss,
            RtcpFormat.FullIntraRequest => RtcpKind.FullIntraRequest,
            RtcpFormat.ApplicationLayer when IsRemb => RtcpKind.Remb,
            _ => RtcpKind.Other,
        },
        _ => RtcpKind.Other,
    };

    private bool IsRemb => Body.Length >= 12 && BinaryPrimitives.ReadUInt32BigEndian(Body[8..]) == RtcpFormat.RembIdentifier;
}

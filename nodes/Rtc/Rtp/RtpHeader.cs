using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtp;

/// <summary>Reads and rewrites single fields of an RTP header in place. The packet must have passed <see cref="RtpPacket.TryParse"/>.</summary>
/// <remarks>RFC 3550 §5.1.</remarks>
public static class RtpHeader
{
    /// <summary>Bytes of the header without CSRCs and extension.</summary>
    public const int FixedLength = 12;

    /// <summary>Whether a datagram that is RTP or RTCP is RTCP: RFC 5761 §4, packet types 192 to 223.</summary>
    public static bool IsRtcp(ReadOnlySpan<byte> datagram) => datagram.Length >= 2 && datagram[1] is >= 192 and <= 223;

    /// <summary>Replaces the payload type (0 to 127); the marker stays.</summary>
    public static void SetPayloadType(Span<byte> packet, int payloadType) =>
        packet[1] = (byte)((packet[1] & 0x80) | (payloadType & 0x7F));

    /// <summary>Replaces the marker bit.</summary>
    public static void SetMarker(Span<byte> packet, bool marker) => packet[1] = (byte)((packet[1] & 0x7F) | (marker ? 0x80 : 0));

    /// <summary>Replaces the padding bit; the padding itself is the caller's.</summary>
    public static void SetPadding(Span<byte> packet, bool padding) => packet[0] = (byte)((packet[0] & 0xDF) | (padding ? 0x20 : 0));

    /// <summary>Replaces the sequence number.</summary>
    public static void SetSequenceNumber(Span<byte> packet, ushort sequenceNumber) =>
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], sequenceNumber);

    /// <summary>Replaces the timestamp.</summary>
    public static void SetTimestamp(Span<byte> packet, uint timestamp) => BinaryPrimitives.WriteUInt32BigEndian(packet[4..], timestamp);

    /// <summary>Replaces the source.</summary>
    public static void SetSsrc(Span<byte> packet, uint ssrc) => BinaryPrimitives.WriteUInt32BigEndian(packet[8..], ssrc);
}

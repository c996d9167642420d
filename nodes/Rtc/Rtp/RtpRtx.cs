using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtp;

/// <summary>Retransmission packets: the original packet under its own SSRC and payload type, with the original sequence number (OSN) before the payload.</summary>
/// <remarks>RFC 4588 §4. The timestamp, the marker and the header extension are those of the original.</remarks>
public static class RtpRtx
{
    /// <summary>Bytes of the original sequence number.</summary>
    public const int OriginalSequenceLength = 2;

    /// <summary>Reads what a retransmission carries.</summary>
    /// <param name="payload">The payload of the retransmission packet, without padding.</param>
    /// <param name="originalSequence">The sequence number that the packet had on the original SSRC.</param>
    /// <param name="originalPayload">The payload of the original packet.</param>
    /// <returns>False when there is no original: Chromium probes with padding alone on the retransmission SSRC.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ushort originalSequence, out ReadOnlySpan<byte> originalPayload)
    {
        bool present = BinaryPrimitives.TryReadUInt16BigEndian(payload, out originalSequence);
        originalPayload = present ? payload[OriginalSequenceLength..] : default;
        return present;
    }

    /// <summary>Writes the original sequence number where the payload of the retransmission begins.</summary>
    public static void WriteOriginalSequence(Span<byte> payload, ushort originalSequence) =>
        BinaryPrimitives.WriteUInt16BigEndian(payload, originalSequence);

    /// <summary>Makes a retransmission of a packet; padding is left out.</summary>
    /// <param name="original">The packet as it was sent first.</param>
    /// <param name="destination">At least two bytes longer than the original; must not overlap it.</param>
    /// <param name="payloadType">The payload type of the retransmission stream.</param>
    /// <param name="ssrc">The source of the retransmission stream.</param>
    /// <param name="sequenceNumber">The next sequence number of the retransmission stream.</param>
    /// <returns>The length of the retransmission, in bytes.</returns>
    public static int Wrap(in RtpPacket original, Span<byte> destination, int payloadType, uint ssrc, ushort sequenceNumber)
    {
        ReadOnlySpan<byte> payload = original.Payload;
        int header = original.HeaderLength;
        original.Bytes[..header].CopyTo(destination);
        RtpHeader.SetPadding(destination, false);
        RtpHeader.SetPayloadType(destination, payloadType);
        RtpHeader.SetSequenceNumber(destination, sequenceNumber);
        RtpHeader.SetSsrc(destination, ssrc);
        WriteOriginalSequence(destination[header..], original.SequenceNumber);
        payload.CopyTo(destination[(header + OriginalSequenceLength)..]);
        return header + OriginalSequenceLength + payload.Length;
    }

    /// <summary>Restores the original packet from a retransmission; padding is left out.</summary>
    /// <param name="retransmission">The packet as received on the retransmission SSRC.</param>
    /// <param name="destination">As long as the retransmission; must not overlap it.</param>
    /// <param name="payloadType">The payload type that the retransmission's stands for (<c>apt</c>).</param>
    /// <param name="ssrc">The original source.</param>
    /// <param name="length">The length of the restored packet, in bytes; 0 on failure.</param>
    /// <returns>False when the packet carries no original.</returns>
    public static bool TryUnwrap(in RtpPacket retransmission, Span<byte> destination, int payloadType, uint ssrc, out int length)
    {
        length = 0;
        if (!TryRead(retransmission.Payload, out ushort sequence, out ReadOnlySpan<byte> payload))
        {
            return false;
        }

        int header = retransmission.HeaderLength;
        retransmission.Bytes[..header].CopyTo(destination);
        RtpHeader.SetPadding(destination, false);
        RtpHeader.SetPayloadType(destination, payloadType);
        RtpHeader.SetSequenceNumber(destination, sequence);
        RtpHeader.SetSsrc(destination, ssrc);
        payload.CopyTo(destination[header..]);
        length = header + payload.Length;
        return true;
    }
}

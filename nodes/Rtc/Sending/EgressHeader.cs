using System.Buffers.Binary;

namespace CdnLab.Rtc.Sending;

/// <summary>Writes the RTP header of a packet that leaves, with the extensions that its receiver agreed to.</summary>
/// <remarks>
/// RFC 3550 §5.1 and the one-byte form of RFC 8285 §4.2. Answers only take extension numbers 1 to 14, so that the two-byte
/// form is never needed here.
/// </remarks>
public static class EgressHeader
{
    /// <summary>Writes a header.</summary>
    /// <returns>Its length in bytes; the payload follows.</returns>
    public static int Write(
        Span<byte> destination,
        bool marker,
        byte payloadType,
        ushort sequence,
        uint timestamp,
        uint ssrc,
        in EgressExtensions ids,
        uint absSendTime,
        ulong captureTime,
        ushort transportSequence)
    {
        destination[1] = (byte)((marker ? 0x80 : 0) | payloadType);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], ssrc);
        int at = 16;
        if (ids.AbsSendTime != 0)
        {
            // Identifier and length minus one, then 24 bits.
            BinaryPrimitives.WriteUInt32BigEndian(destination[at..], ((uint)ids.AbsSendTime << 28) | (2u << 24) | (absSendTime & 0xFF_FFFF));
            at += 4;
        }

        if (ids.TransportCc != 0)
        {
            destination[at] = (byte)((ids.TransportCc << 4) | 1);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 1)..], transportSequence);
            at += 3;
        }

        if (ids.AbsCaptureTime != 0 && captureTime != 0)
        {
            destination[at] = (byte)((ids.AbsCaptureTime << 4) | 7);
            BinaryPrimitives.WriteUInt64BigEndian(destination[(at + 1)..], captureTime);
            at += 9;
        }

        if (at == 16)
        {
            destination[0] = 0x80;
            return 12;
        }

        while ((at & 3) != 0)
        {
            destination[at++] = 0;
        }

        destination[0] = 0x90;
        BinaryPrimitives.WriteUInt16BigEndian(destination[12..], 0xBEDE);
        BinaryPrimitives.WriteUInt16BigEndian(destination[14..], (ushort)((at - 16) / 4));
        return at;
    }
}

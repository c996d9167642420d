using System.Buffers.Binary;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Sending;

/// <summary>Turns kept packets of one track into protected datagrams for one receiver, and counts them.</summary>
/// <remarks>Owned by one loop; allocates nothing per packet.</remarks>
public sealed class PacketSender
{
    private readonly EgressTransport _transport;
    private readonly byte[] _rtxPayload = GC.AllocateUninitializedArray<byte>(PacketHistory.MaximumPayload + 2);
    private long _rtxExtended;

    /// <summary>Makes a sender.</summary>
    /// <param name="transport">Keys and address.</param>
    /// <param name="format">Numbers that the receiver agreed to.</param>
    /// <param name="firstSequence">Where retransmissions begin to count; below 2^15.</param>
    public PacketSender(EgressTransport transport, in PacketFormat format, ushort firstSequence)
    {
        _transport = transport;
        Format = format;
        _rtxExtended = firstSequence & 0x7FFF;
    }

    /// <summary>Numbers that the receiver agreed to.</summary>
    public PacketFormat Format { get; }

    /// <summary>Media packets written, retransmissions apart.</summary>
    public uint PacketsSent { get; private set; }

    /// <summary>Payload bytes of <see cref="PacketsSent"/>.</summary>
    public uint OctetsSent { get; private set; }

    /// <summary>Packets written again.</summary>
    public long Retransmitted { get; private set; }

    /// <summary>Writes a packet.</summary>
    /// <param name="datagram">Where to; at least 1500 bytes.</param>
    /// <param name="packet">Timestamp, marker and capture time.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="extended">Its sequence number towards this receiver, without wrap.</param>
    /// <param name="absSendTime">abs-send-time of this moment.</param>
    /// <returns>The datagram's length; 0 when there are no keys.</returns>
    public int Write(Span<byte> datagram, in StoredPacket packet, ReadOnlySpan<byte> payload, long extended, uint absSendTime)
    {
        int length = Write(datagram, packet, payload, Format.PayloadType, Format.Ssrc, extended, absSendTime);
        if (length > 0)
        {
            PacketsSent++;
            OctetsSent += (uint)payload.Length;
        }

        return length;
    }

    /// <summary>Writes a retransmission (RFC 4588).</summary>
    /// <param name="datagram">Where to; at least 1500 bytes.</param>
    /// <param name="packet">The original's timestamp, marker and capture time.</param>
    /// <param name="payload">The original's payload.</param>
    /// <param name="sequence">The number under which the receiver misses it.</param>
    /// <param name="absSendTime">abs-send-time of this moment.</param>
    /// <param name="rtxSequence">The number under which it is sent now.</param>
    /// <returns>The datagram's length; 0 when there are no keys or the receiver takes no RTX.</returns>
    /// <remarks>
    /// A receiver without RTX gets nothing again: sending under the same SSRC and number with other extension values would
    /// use an SRTP key and nonce twice (RFC 7714 §10.1).
    /// </remarks>
    public int WriteRetransmission(
        Span<byte> datagram, in StoredPacket packet, ReadOnlySpan<byte> payload, ushort sequence, uint absSendTime, out ushort rtxSequence)
    {
        rtxSequence = (ushort)_rtxExtended;
        if (Format.RtxPayloadType == 0)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_rtxPayload, sequence);
        payload.CopyTo(_rtxPayload.AsSpan(2));
        int length = Write(
            datagram, packet, _rtxPayload.AsSpan(0, payload.Length + 2), Format.RtxPayloadType, Format.RtxSsrc, _rtxExtended, absSendTime);
        if (length > 0)
        {
            _rtxExtended++;
            Retransmitted++;
        }

        return length;
    }

    private int Write(
        Span<byte> datagram, in StoredPacket packet, ReadOnlySpan<byte> payload, byte payloadType, uint ssrc, long extended, uint absSendTime)
    {
        if (_transport.Srtp is not { } srtp)
        {
            return 0;
        }

        ushort transportSequence = Format.Extensions.TransportCc != 0 ? _transport.NextTransportSequence() : (ushort)0;
        int header = EgressHeader.Write(
            datagram,
            packet.Marker,
            payloadType,
            (ushort)extended,
            packet.Timestamp,
            ssrc,
            Format.Extensions,
            absSendTime,
            packet.CaptureTime,
            transportSequence);
        return srtp.ProtectRtp(datagram, header, payload, (uint)(extended >> 16));
    }
}

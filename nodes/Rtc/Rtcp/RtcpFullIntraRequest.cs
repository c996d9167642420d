using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A full intra request: these sources shall send a key frame.</summary>
/// <remarks>RFC 5104 §4.3.1. The SSRC of media source in the header is unused and 0; the entries name the sources.</remarks>
public readonly ref struct RtcpFullIntraRequest
{
    internal const int EntryLength = 8;
    private readonly ReadOnlySpan<byte> _entries;

    private RtcpFullIntraRequest(uint senderSsrc, ReadOnlySpan<byte> entries)
    {
        SenderSsrc = senderSsrc;
        _entries = entries;
    }

    /// <summary>Who asks.</summary>
    public uint SenderSsrc { get; }

    /// <summary>How many entries there are, at least 1.</summary>
    public int Count => _entries.Length / EntryLength;

    /// <summary>The entry at a position from 0 to <see cref="Count"/>, exclusive.</summary>
    public FullIntraRequestEntry this[int index]
    {
        get
        {
            ReadOnlySpan<byte> entry = _entries.Slice(index * EntryLength, EntryLength);
            return new FullIntraRequestEntry(BinaryPrimitives.ReadUInt32BigEndian(entry), entry[4]);
        }
    }

    /// <summary>Reads a FIR; false when the packet is another, has no entry or ends within one.</summary>
    public static bool TryParse(in RtcpPacket packet, out RtcpFullIntraRequest request)
    {
        request = default;
        ReadOnlySpan<byte> body = packet.Body;
        if (packet.Type != RtcpPacketType.PayloadSpecificFeedback || packet.Count != RtcpFormat.FullIntraRequest
            || body.Length < 8 + EntryLength || (body.Length - 8) % EntryLength != 0)
        {
            return false;
        }

        request = new RtcpFullIntraRequest(BinaryPrimitives.ReadUInt32BigEndian(body), body[8..]);
        return true;
    }
}

using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A BYE: these sources end.</summary>
/// <remarks>RFC 3550 §6.6.</remarks>
public readonly ref struct RtcpGoodbye
{
    private readonly ReadOnlySpan<byte> _sources;

    private RtcpGoodbye(ReadOnlySpan<byte> sources, ReadOnlySpan<byte> reason)
    {
        _sources = sources;
        Reason = reason;
    }

    /// <summary>How many sources end, 0 to 31.</summary>
    public int Count => _sources.Length / 4;

    /// <summary>Why, in UTF-8; empty when it is not said.</summary>
    public ReadOnlySpan<byte> Reason { get; }

    /// <summary>The source at a position from 0 to <see cref="Count"/>, exclusive.</summary>
    public uint this[int index] => BinaryPrimitives.ReadUInt32BigEndian(_sources.Slice(index * 4, 4));

    /// <summary>Reads a BYE; false when the packet is another, or its sources or its reason do not fit.</summary>
    public static bool TryParse(in RtcpPacket packet, out RtcpGoodbye goodbye)
    {
        goodbye = default;
        ReadOnlySpan<byte> body = packet.Body;
        int sources = packet.Count * 4;
        if (packet.Type != RtcpPacketType.Goodbye || body.Length < sources)
        {
            return false;
        }

        ReadOnlySpan<byte> reason = body[sources..];
        if (!reason.IsEmpty)
        {
            int length = reason[0];
            if (length > reason.Length - 1)
            {
                return false;
            }

            reason = reason.Slice(1, length);
        }

        goodbye = new RtcpGoodbye(body[..sources], reason);
        return true;
    }
}

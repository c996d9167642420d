using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A generic NACK: packets that the receiver misses; for <c>foreach</c> over their sequence numbers.</summary>
/// <remarks>
/// RFC 4585 §6.2.1. Each entry names a packet and, bit by bit, which of the 16 after it are missing too.
/// <code>
/// |            PID                |             BLP               |
/// </code>
/// </remarks>
public ref struct RtcpNack
{
    private readonly ReadOnlySpan<byte> _entries;
    private int _position;
    private ushort _packet;
    private uint _bits;

    private RtcpNack(ReadOnlySpan<byte> body)
    {
        SenderSsrc = BinaryPrimitives.ReadUInt32BigEndian(body);
        MediaSsrc = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        _entries = body[8..];
        _position = 0;
        _packet = 0;
        _bits = 0;
        Current = 0;
    }

    /// <summary>Who misses packets.</summary>
    public uint SenderSsrc { get; }

    /// <summary>Whose packets they are.</summary>
    public uint MediaSsrc { get; }

    /// <summary>The sequence number found by the last <see cref="MoveNext"/> that returned true.</summary>
    public ushort Current { get; private set; }

    /// <summary>Reads a NACK; false when the packet is another, has no entry or ends within one.</summary>
    public static bool TryParse(in RtcpPacket packet, out RtcpNack nack)
    {
        nack = default;
        if (packet.Type != RtcpPacketType.TransportLayerFeedback || packet.Count != RtcpFormat.Nack
            || packet.Body.Length < 12 || packet.Body.Length % 4 != 0)
        {
            return false;
        }

        nack = new RtcpNack(packet.Body);
        return true;
    }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly RtcpNack GetEnumerator() => this;

    /// <summary>Moves to the next missing sequence number.</summary>
    public bool MoveNext()
    {
        if (_bits != 0)
        {
            int bit = System.Numerics.BitOperations.TrailingZeroCount(_bits);
            _bits &= _bits - 1;
            Current = (ushort)(_packet + 1 + bit);
            return true;
        }

        if (_position == _entries.Length)
        {
            return false;
        }

        _packet = BinaryPrimitives.ReadUInt16BigEndian(_entries[_position..]);
        _bits = BinaryPrimitives.ReadUInt16BigEndian(_entries[(_position + 2)..]);
        _position += 4;
        Current = _packet;
        return true;
    }
}

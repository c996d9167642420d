using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A transport-wide congestion control feedback: which packets arrived, and when; for <c>foreach</c> over the packets.</summary>
/// <remarks>
/// draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1, after the two SSRCs of a feedback packet:
/// <code>
/// |      base sequence number     |      packet status count      |
/// |                 reference time                | fb pkt. count |
/// |  chunk: 0, symbol (2), run length (13)        |  or
/// |  chunk: 1, 0, 14 symbols of one bit           |  or
/// |  chunk: 1, 1, 7 symbols of two bits           |  ... as many as describe all packets
/// |  per received packet a delta of one or two bytes              |
/// </code>
/// Symbols: 0 not received; 1 received, delta of one byte, unsigned; 2 received, delta of two bytes, signed; 3 reserved
/// (the draft's example of a run of 3 contradicts its own table; Chromium rejects it, and so does this reader). In a vector of
/// one-bit symbols 1 means received: §3.1.4 says the opposite, its example and all implementations do not.
/// </remarks>
public ref struct RtcpTransportFeedback
{
    /// <summary>Units of 250 µs in one unit of the reference time (64 ms).</summary>
    public const int TicksPerReferenceUnit = 256;

    private const int FixedLength = 16;
    private readonly ReadOnlySpan<byte> _body;
    private int _chunkPosition;
    private int _deltaPosition;
    private int _index;
    private uint _chunk;
    private int _chunkLeft;
    private long _ticks;

    private RtcpTransportFeedback(ReadOnlySpan<byte> body, int deltaPosition)
    {
        this = default;
        _body = body;
        _chunkPosition = FixedLength;
        _deltaPosition = deltaPosition;
        _ticks = (long)ReferenceTime * TicksPerReferenceUnit;
    }

    /// <summary>Who received.</summary>
    public readonly uint SenderSsrc => BinaryPrimitives.ReadUInt32BigEndian(_body);

    /// <summary>One of the sources; the packets may be of any source of the transport.</summary>
    public readonly uint MediaSsrc => BinaryPrimitives.ReadUInt32BigEndian(_body[4..]);

    /// <summary>The transport-wide sequence number of the first packet.</summary>
    public readonly ushort BaseSequence => BinaryPrimitives.ReadUInt16BigEndian(_body[8..]);

    /// <summary>How many packets, in sequence, are described; at least 1.</summary>
    public readonly int PacketCount => BinaryPrimitives.ReadUInt16BigEndian(_body[10..]);

    /// <summary>The receiver's clock in units of 64 ms, 24 bits, signed.</summary>
    public readonly int ReferenceTime => (int)(BinaryPrimitives.ReadUInt32BigEndian(_body[12..]) & 0xFFFF_FF00) >> 8;

    /// <summary>Counts the feedback messages of this sender, modulo 256.</summary>
    public readonly byte FeedbackCount => _body[15];

    /// <summary>The packet found by the last <see cref="MoveNext"/> that returned true.</summary>
    public TransportFeedbackStatus Current { get; private set; }

    /// <summary>Reads a transport feedback.</summary>
    /// <returns>False when the packet is another, describes no packet, has a reserved symbol, or ends before its last chunk or delta.</returns>
    public static bool TryParse(in RtcpPacket packet, out RtcpTransportFeedback feedback)
    {
        feedback = default;
        ReadOnlySpan<byte> body = packet.Body;
        if (packet.Type != RtcpPacketType.TransportLayerFeedback || packet.Count != RtcpFormat.TransportFeedback
            || body.Length < FixedLength + 2)
        {
            return false;
        }

        int left = BinaryPrimitives.ReadUInt16BigEndian(body[10..]);
        if (left == 0)
        {
            return false;
        }

        int position = FixedLength;
        long deltaBytes = 0;
        while (left > 0)
        {
            if (position + 2 > body.Length)
            {
                return false;
            }

            uint chunk = BinaryPrimitives.ReadUInt16BigEndian(body[position..]);
            position += 2;
            int described = Math.Min(Capacity(chunk), left);
            left -= described;
            if (IsRun(chunk))
            {
                uint symbol = SymbolAt(chunk, 0);
                if (symbol == 3)
                {
                    return false;
                }

                deltaBytes += (long)described * symbol;
                continue;
            }

            for (int i = 0; i < described; i++)
            {
                uint symbol = SymbolAt(chunk, i);
                if (symbol == 3)
                {
                    return false;
                }

                deltaBytes += symbol;
            }
        }

        if (position + deltaBytes > body.Length)
        {
            return false;
        }

        feedback = new RtcpTransportFeedback(body, position);
        return true;
    }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly RtcpTransportFeedback GetEnumerator() => this;

    /// <summary>Moves to the next packet.</summary>
    public bool MoveNext()
    {
        if (_index == PacketCount)
        {
            return false;
        }

        // A run may have length 0.
        while (_chunkLeft == 0)
        {
            _chunk = BinaryPrimitives.ReadUInt16BigEndian(_body[_chunkPosition..]);
            _chunkPosition += 2;
            _chunkLeft = Capacity(_chunk);
        }

        uint symbol = SymbolAt(_chunk, Capacity(_chunk) - _chunkLeft);
        _chunkLeft--;
        int delta = 0;
        if (symbol == 1)
        {
            delta = _body[_deltaPosition++];
        }
        else if (symbol == 2)
        {
            delta = BinaryPrimitives.ReadInt16BigEndian(_body[_deltaPosition..]);
            _deltaPosition += 2;
        }

        _ticks += delta;
        Current = new TransportFeedbackStatus((ushort)(BaseSequence + _index), symbol != 0, delta, symbol == 0 ? 0 : _ticks);
        _index++;
        return true;
    }

    private static bool IsRun(uint chunk) => (chunk & 0x8000) == 0;

    private static int Capacity(uint chunk) => IsRun(chunk) ? (int)(chunk & 0x1FFF) : (chunk & 0x4000) == 0 ? 14 : 7;

    // A symbol is also the number of bytes of its delta.
    private static uint SymbolAt(uint chunk, int index)
    {
        if (IsRun(chunk))
        {
            return (chunk >> 13) & 3;
        }

        return (chunk & 0x4000) == 0 ? (chunk >> (13 - index)) & 1 : (chunk >> (12 - (2 * index))) & 3;
    }
}

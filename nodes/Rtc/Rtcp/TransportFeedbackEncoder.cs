using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace CdnLab.Rtc.Rtcp;

/// <summary>Builds one transport feedback message, packet by packet in sequence order, up to a size limit.</summary>
/// <remarks>
/// Format: see <see cref="RtcpTransportFeedback"/>. The statuses not yet written wait as up to 14 symbols, or as a run, until
/// another symbol no longer fits in the chunk they will become; so at any moment one more chunk holds them all.
/// </remarks>
public ref struct TransportFeedbackEncoder
{
    /// <summary>The largest message, in bytes: leaves room for SRTCP, UDP and IP in a common MTU.</summary>
    public const int MaximumLength = 1200;

    /// <summary>The smallest buffer that holds a message about any one packet, whatever was lost before it.</summary>
    public const int MinimumLength = 64;

    private const int FixedLength = 20;
    private const int LargestRun = 0x1FFF;
    private const int LargestCount = 0xFFFF;
    private const uint NotReceived = 0;
    private const uint SmallDelta = 1;
    private const uint LargeDelta = 2;
    private readonly Span<byte> _message;
    private readonly int _limit;
    private DeltaBuffer _deltas;
    private State _state;

    /// <summary>Begins a message.</summary>
    /// <param name="destination">At least <see cref="MinimumLength"/> bytes; of more than <see cref="MaximumLength"/> the rest is unused.</param>
    /// <param name="senderSsrc">Who received.</param>
    /// <param name="mediaSsrc">One of the sources of the transport.</param>
    /// <param name="baseSequence">The number of the first packet described.</param>
    /// <param name="feedbackCount">The counter of messages.</param>
    public TransportFeedbackEncoder(Span<byte> destination, uint senderSsrc, uint mediaSsrc, ushort baseSequence, byte feedbackCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MinimumLength);
        _message = destination;
        _limit = Math.Min(destination.Length, MaximumLength) & ~3;
        _state = default;
        _deltas = default;
        destination[..FixedLength].Clear();
        destination[0] = 0x80 | RtcpFormat.TransportFeedback;
        destination[1] = (byte)RtcpPacketType.TransportLayerFeedback;
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], senderSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], mediaSsrc);
        BinaryPrimitives.WriteUInt16BigEndian(destination[12..], baseSequence);
        destination[19] = feedbackCount;
    }

    /// <summary>Packets described so far, received or not.</summary>
    public readonly int PacketCount => _state.Count;

    /// <summary>Adds a received packet.</summary>
    /// <param name="missingBefore">How many packets between the previous one added (at first: from the base) and this one were not received.</param>
    /// <param name="arrivalTicks">When it arrived, in units of 250 µs on any clock that does not step.</param>
    /// <returns>
    /// False, and the message stays as it was, when it would grow too large or when the packet arrived more than 8.19 s before or
    /// after the previous one: then it belongs in the next message.
    /// </returns>
    public bool TryAdd(int missingBefore, long arrivalTicks)
    {
        State before = _state;
        if (_state.DeltaLength == 0)
        {
            // Rounded down, so that the first delta is 0 to 255 and fits in a byte.
            _state.Reference = arrivalTicks >> 8;
            _state.LastTicks = _state.Reference * RtcpTransportFeedback.TicksPerReferenceUnit;
        }

        long delta = arrivalTicks - _state.LastTicks;
        uint symbol = delta is >= 0 and <= byte.MaxValue ? SmallDelta : LargeDelta;
        bool fits = delta is >= short.MinValue and <= short.MaxValue && missingBefore < LargestCount - _state.Count;
        for (int i = 0; fits && i < missingBefore; i++)
        {
            fits = TryAppend(NotReceived);
        }

        // Behind the chunks written, one more is due for the waiting symbols.
        fits = fits && TryAppend(symbol)
            && FixedLength + _state.ChunkLength + 2 + _state.DeltaLength + (int)symbol <= _limit;
        if (!fits)
        {
            _state = before;
            return false;
        }

        Span<byte> deltas = _deltas;
        if (symbol == SmallDelta)
        {
            deltas[_state.DeltaLength] = (byte)delta;
        }
        else
        {
            BinaryPrimitives.WriteInt16BigEndian(deltas[_state.DeltaLength..], (short)delta);
        }

        _state.DeltaLength += (int)symbol;
        _state.LastTicks = arrivalTicks;
        return true;
    }

    /// <summary>Completes the message. At least one packet must have been added.</summary>
    /// <returns>Its length in bytes, a multiple of 4.</returns>
    public int Finish()
    {
        if (_state.DeltaLength == 0)
        {
            throw new InvalidOperationException("A transport feedback describes at least one received packet.");
        }

        FlushAll();
        int length = FixedLength + _state.ChunkLength;
        ReadOnlySpan<byte> deltas = _deltas;
        deltas[.._state.DeltaLength].CopyTo(_message[length..]);
        length += _state.DeltaLength;
        int padding = -length & 3;
        if (padding > 0)
        {
            // Padding is announced, as Chromium does; so this message is best the last of a compound (RFC 3550 §6.4.1).
            _message.Slice(length, padding).Clear();
            length += padding;
            _message[length - 1] = (byte)padding;
            _message[0] |= 0x20;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_message[2..], (ushort)((length / 4) - 1));
        BinaryPrimitives.WriteUInt16BigEndian(_message[14..], (ushort)_state.Count);
        uint feedbackCount = _message[19];
        BinaryPrimitives.WriteUInt32BigEndian(_message[16..], ((uint)_state.Reference << 8) | feedbackCount);
        return length;
    }

    private bool TryAppend(uint symbol)
    {
        if (!FitsWaiting(symbol) && !TryFlushOne())
        {
            return false;
        }

        if (_state.Waiting == 0)
        {
            _state.Same = true;
            _state.First = symbol;
        }

        _state.Same &= symbol == _state.First;
        _state.AnyLarge |= symbol == LargeDelta;
        if (_state.Waiting < 14)
        {
            _state.Symbols |= symbol << (2 * _state.Waiting);
        }

        _state.Waiting++;
        _state.Count++;
        return true;
    }

    private readonly bool FitsWaiting(uint symbol) =>
        _state.Waiting < 7
        || (_state.Waiting < 14 && !_state.AnyLarge && symbol != LargeDelta)
        || (_state.Waiting < LargestRun && _state.Same && symbol == _state.First);

    private bool TryFlushOne()
    {
        if (FixedLength + _state.ChunkLength + 2 > _limit)
        {
            return false;
        }

        if (_state.Same || (_state.Waiting == 14 && !_state.AnyLarge))
        {
            FlushAll();
            return true;
        }

        // Too many for two-bit symbols at once, or of the wrong kind for one-bit symbols: the first seven go.
        WriteChunk(TwoBitVector());
        uint rest = _state.Symbols >> 14;
        int count = _state.Waiting - 7;
        _state.Symbols = 0;
        _state.Waiting = 0;
        _state.AnyLarge = false;
        _state.Count -= count;
        for (int i = 0; i < count; i++)
        {
            TryAppend((rest >> (2 * i)) & 3);
        }

        return true;
    }

    private void FlushAll()
    {
        if (_state.Waiting > 0)
        {
            WriteChunk(_state.Same ? (_state.First << 13) | (uint)_state.Waiting
                : _state.Waiting <= 7 ? TwoBitVector()
                : OneBitVector());
        }

        _state.Symbols = 0;
        _state.Waiting = 0;
        _state.AnyLarge = false;
    }

    private readonly uint TwoBitVector()
    {
        uint chunk = 0xC000;
        for (int i = 0; i < 7; i++)
        {
            chunk |= ((_state.Symbols >> (2 * i)) & 3) << (12 - (2 * i));
        }

        return chunk;
    }

    private readonly uint OneBitVector()
    {
        uint chunk = 0x8000;
        for (int i = 0; i < 14; i++)
        {
            chunk |= ((_state.Symbols >> (2 * i)) & 1) << (13 - i);
        }

        return chunk;
    }

    private void WriteChunk(uint chunk)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_message[(FixedLength + _state.ChunkLength)..], (ushort)chunk);
        _state.ChunkLength += 2;
    }

    /// <summary>Everything that is put back when a packet does not fit.</summary>
    private struct State
    {
        public long Reference;
        public long LastTicks;
        public int Count;
        public int ChunkLength;
        public int DeltaLength;

        /// <summary>Symbols that wait for their chunk; only the first 14 are kept one by one.</summary>
        public int Waiting;

        /// <summary>The first 14 waiting symbols, two bits each, the first lowest.</summary>
        public uint Symbols;
        public uint First;
        public bool Same;
        public bool AnyLarge;
    }

    // Deltas follow the chunks, whose number is known only at the end.
    [InlineArray(MaximumLength)]
    private struct DeltaBuffer
    {
        private byte _first;
    }
}

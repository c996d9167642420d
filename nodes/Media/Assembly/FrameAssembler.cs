using System.Numerics;
using CdnLab.Core;

namespace CdnLab.Media;

/// <summary>
/// Puts the frames of one SSRC together from RTP packets in any order, and says of each frame when it was complete and what it
/// hashes to, or that it was given up.
/// </summary>
/// <remarks>
/// <para>Frames come out in the order of the stream. A frame that waits for a retransmission holds back the ones behind it, which
/// changes none of their figures: they carry arrival times of packets.</para>
/// <para>VP8: a frame goes from a payload that starts a picture (S = 1, PID = 0; RFC 7741 §4.2) to the marker bit, without a gap in
/// the sequence numbers; where the next frame follows at once, a missing marker is forgiven. Opus: a packet is a frame.</para>
/// <para>What stands below <c>_next</c> is settled. Until something is, the stream's beginning is not known and earlier packets are
/// taken in. The first packet may be in the middle of a frame.</para>
/// <para>No clock: time is what the calls say. One thread. No allocation per packet once pool and queue have grown.
/// After <see cref="Add"/> or <see cref="HandleTimeout"/> call <see cref="TryPoll"/> until it has nothing.</para>
/// </remarks>
public sealed class FrameAssembler
{
    private readonly CodecName _codec;
    private readonly PayloadPool _pool;
    private readonly FrameAssemblerOptions _options;
    private readonly Slot[] _slots;
    private readonly int _mask;
    private readonly Queue<AssembledFrame> _ready = new();

    private Instant _now = new(long.MinValue);
    private bool _started;
    private bool _anchored;
    private long _next;
    private long _end;
    private int _pieces;

    // The frame at the head: all of [_next, _scan) is here, and begins at _head if _hasHead.
    private long _scan;
    private long _head;
    private bool _hasHead;

    // A frame given up whose tail may still arrive; _tailIsOpen: its end was not seen and would stand at _next or behind.
    private bool _hasAbandoned;
    private uint _abandonedTimestamp;
    private bool _tailIsOpen;

    // What the head waits for, kept up to date while packets come in order.
    private bool _blockIsStale = true;
    private bool _blockHasTimestamp;
    private uint _blockTimestamp;
    private Instant _blockSince;
    private int _waiting;

    private PieceCounters _counters;

    /// <summary>Makes an assembler for one SSRC.</summary>
    /// <param name="codec"><see cref="CodecName.Vp8"/> or <see cref="CodecName.Opus"/>.</param>
    /// <param name="pool">Blocks for payloads, of the same thread.</param>
    /// <param name="options">When to stop waiting.</param>
    /// <exception cref="ArgumentException">Another codec.</exception>
    public FrameAssembler(CodecName codec, PayloadPool pool, FrameAssemblerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (codec is not (CodecName.Vp8 or CodecName.Opus))
        {
            throw new ArgumentException($"frames of {codec} cannot be assembled, only those of VP8 and Opus", nameof(codec));
        }

        _codec = codec;
        _pool = pool;
        _options = options ?? FrameAssemblerOptions.Default;
        int window = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(_options.WindowPackets, 16, 32768));
        _slots = new Slot[window];
        _mask = window - 1;
    }

    /// <summary>Packets by what <see cref="Add"/> did with them.</summary>
    public ref readonly PieceCounters Pieces => ref _counters;

    /// <summary>Frames that came out complete.</summary>
    public long CompleteFrames { get; private set; }

    /// <summary>Times that a frame, or a gap in which no packet of a frame is known, was given up after the first complete frame.</summary>
    public long GivenUpFrames { get; private set; }

    /// <summary>When to call <see cref="HandleTimeout"/>: when the frame at the head will be given up.</summary>
    public Instant NextTimeout
    {
        get
        {
            if (_pieces == 0)
            {
                return Instant.Never;
            }

            RefreshBlock();
            return _blockSince + _options.Deadline;
        }
    }

    /// <summary>Takes in a packet.</summary>
    /// <param name="extendedSequence">Sequence number with its rollovers counted, of the original stream: of a retransmission the
    /// original's number.</param>
    /// <param name="timestamp">RTP timestamp.</param>
    /// <param name="marker">RTP marker bit.</param>
    /// <param name="payload">RTP payload without padding; copied.</param>
    /// <param name="arrival">When it arrived.</param>
    public PieceResult Add(long extendedSequence, uint timestamp, bool marker, ReadOnlySpan<byte> payload, Instant arrival)
    {
        _now = Instant.Max(_now, arrival);
        PieceResult result = Store(extendedSequence, timestamp, marker, payload, arrival);
        _counters.Count(result);
        Advance();
        return result;
    }

    /// <summary>Gives up frames whose time is over.</summary>
    public void HandleTimeout(Instant now)
    {
        _now = Instant.Max(_now, now);
        Advance();
    }

    /// <summary>Takes out the next frame, complete or given up.</summary>
    public bool TryPoll(out AssembledFrame frame) => _ready.TryDequeue(out frame);

    /// <summary>Gives up all frames that are not complete, and returns all blocks: the stream has ended. A packet added later
    /// begins a new one.</summary>
    public void End()
    {
        Advance();
        while (_pieces > 0)
        {
            GiveUpHead(FrameOutcome.Ended);
            Advance();
        }

        Restart(0);
        _started = false;
    }

    private PieceResult Store(long sequence, uint timestamp, bool marker, ReadOnlySpan<byte> payload, Instant arrival)
    {
        ReadOnlySpan<byte> data = payload;
        PieceFlags flags = PieceFlags.Present;
        if (payload.IsEmpty)
        {
            flags |= PieceFlags.Filler;
        }
        else if (_codec == CodecName.Opus)
        {
            flags |= PieceFlags.Start | PieceFlags.End | PieceFlags.Key;
        }
        else
        {
            if (!Vp8Depacketizer.TryUnwrap(payload, out Vp8PayloadDescriptor descriptor, out data))
            {
                return PieceResult.Malformed;
            }

            flags |= (marker ? PieceFlags.End : 0)
                | (descriptor.StartsFrame ? PieceFlags.Start | ((data[0] & 1) == 0 ? PieceFlags.Key : 0) : 0);
        }

        if (data.Length > _pool.BlockSize)
        {
            return PieceResult.Oversized;
        }

        if (!_started)
        {
            Restart(sequence);
            _started = true;
        }

        if (sequence < _next)
        {
            if (_anchored || _end - sequence > _slots.Length)
            {
                return PieceResult.Late;
            }

            MoveHead(sequence);
        }
        else if (sequence - _next >= _slots.Length)
        {
            MakeRoom(sequence);
        }

        ref Slot slot = ref SlotAt(sequence);
        if ((slot.Flags & PieceFlags.Present) != 0)
        {
            return PieceResult.Duplicate;
        }

        // What is left of a frame given up only has to fill its place, so that it does not look like a gap.
        bool isAbandoned = _hasAbandoned && timestamp == _abandonedTimestamp && (flags & PieceFlags.Filler) == 0;
        if (isAbandoned)
        {
            flags = PieceFlags.Present | PieceFlags.Filler;
            _tailIsOpen &= !marker;
        }

        bool isNewest = sequence >= _end;
        _end = Math.Max(_end, sequence + 1);
        slot.Flags = flags;
        slot.Arrival = arrival;
        slot.Timestamp = timestamp;
        if ((flags & PieceFlags.Filler) != 0)
        {
            return isAbandoned ? PieceResult.Late : PieceResult.Filler;
        }

        slot.Block = _pool.Rent();
        slot.Length = (ushort)data.Length;
        data.CopyTo(slot.Block);
        _pieces++;
        NoteForBlock(isNewest, timestamp, (flags & PieceFlags.End) != 0, arrival);
        return PieceResult.Stored;
    }

    /// <summary>Emits what is complete and gives up what is over, until the head has to wait.</summary>
    private void Advance()
    {
        while (TryEmitHead() || TryGiveUpHead())
        {
        }
    }

    /// <summary>Moves on through the head frame; true when something was settled and there may be more.</summary>
    private bool TryEmitHead()
    {
        for (; _scan < _end; _scan++)
        {
            ref Slot slot = ref SlotAt(_scan);
            if ((slot.Flags & PieceFlags.Present) == 0)
            {
                return false;
            }

            if ((slot.Flags & PieceFlags.Filler) != 0)
            {
                continue;
            }

            if (!_hasHead)
            {
                _hasHead = true;
                _head = _scan;
                _blockIsStale = true;
                if ((slot.Flags & PieceFlags.Start) == 0 && _anchored)
                {
                    // Nothing is missing before it, so its beginning will never come.
                    GiveUpHead(FrameOutcome.Malformed);
                    return true;
                }
            }
            else if ((slot.Flags & PieceFlags.Start) != 0 || slot.Timestamp != SlotAt(_head).Timestamp)
            {
                return SettleHead(_scan);
            }

            if ((slot.Flags & PieceFlags.End) != 0)
            {
                return SettleHead(_scan + 1);
            }
        }

        return false;
    }

    /// <summary>The head frame goes to <paramref name="end"/> without a gap: emits it if it has its beginning.</summary>
    private bool SettleHead(long end)
    {
        ref Slot first = ref SlotAt(_head);
        if ((first.Flags & PieceFlags.Start) == 0)
        {
            // The stream's beginning is open: the first packet may still come late.
            return false;
        }

        FrameHash hash = new();
        Tally tally = Tally.Empty;
        PieceFlags firstFlags = first.Flags;
        uint timestamp = first.Timestamp;
        for (long at = _head; at < end; at++)
        {
            ref Slot slot = ref SlotAt(at);
            if ((slot.Flags & PieceFlags.Filler) == 0)
            {
                hash.Append(slot.Block.AsSpan(0, slot.Length));
                tally.Take(in slot, at);
            }
        }

        _ready.Enqueue(new AssembledFrame
        {
            Outcome = FrameOutcome.Complete,
            Timestamp = timestamp,
            IsKeyFrame = (firstFlags & PieceFlags.Key) != 0,
            FirstArrival = tally.First,
            LastArrival = tally.Last,
            Packets = tally.Packets,
            Bytes = tally.Bytes,
            Hash = hash.Value,
            FirstSequence = _head,
            LastSequence = tally.LastSequence,
        });
        CompleteFrames++;
        _hasAbandoned = false;
        SettleUpTo(end);
        return true;
    }

    private bool TryGiveUpHead()
    {
        if (_pieces == 0)
        {
            if (_anchored && _scan == _end && _scan > _next)
            {
                // Nothing but fillers, without a gap.
                bool tailIsOpen = _tailIsOpen;
                SettleUpTo(_end);
                _tailIsOpen = tailIsOpen;
            }

            return false;
        }

        if (_tailIsOpen && !_hasHead)
        {
            // The gap between a frame given up for want of its end and the next frame's beginning is that end: reported already.
            long first = FirstPiece();
            if ((SlotAt(first).Flags & PieceFlags.Start) != 0)
            {
                SettleUpTo(first);
                return true;
            }
        }

        RefreshBlock();
        if (_now >= _blockSince + _options.Deadline)
        {
            GiveUpHead(FrameOutcome.Deadline);
            return true;
        }

        if (_waiting > _options.MaxWaitingFrames)
        {
            GiveUpHead(FrameOutcome.Overtaken);
            return true;
        }

        return false;
    }

    /// <summary>
    /// Gives up what the head waits for: the frame that has packets there, or, behind a gap in which nothing is known, the frame
    /// whose beginning the gap swallowed, or the gap alone when a frame begins right behind it.
    /// </summary>
    private void GiveUpHead(FrameOutcome outcome)
    {
        long first = FirstPiece();
        ref Slot head = ref SlotAt(first);
        if (!_hasHead && (head.Flags & PieceFlags.Start) != 0)
        {
            Report(outcome, 0, isKeyFrame: false, Tally.Empty, CountMissing(_next, first), first - 1);
            SettleUpTo(first);
            return;
        }

        uint timestamp = head.Timestamp;
        bool isKeyFrame = (head.Flags & PieceFlags.Key) != 0;
        bool hasEnd = false;
        Tally tally = Tally.Empty;
        long following = _end;
        for (long at = first; at < _end; at++)
        {
            ref Slot slot = ref SlotAt(at);
            if ((slot.Flags & (PieceFlags.Present | PieceFlags.Filler)) != PieceFlags.Present)
            {
                continue;
            }

            if (slot.Timestamp != timestamp || hasEnd || (at > first && (slot.Flags & PieceFlags.Start) != 0))
            {
                following = at;
                break;
            }

            tally.Take(in slot, at);
            hasEnd = (slot.Flags & PieceFlags.End) != 0;
        }

        // The gap behind a frame without an end holds its end, if the next packet begins a frame; otherwise what it holds is open,
        // and the frame behind it has a deadline of its own.
        long end = tally.LastSequence + 1;
        bool tailIsOpen = !hasEnd;
        if (!hasEnd && following < _end && (SlotAt(following).Flags & PieceFlags.Start) != 0)
        {
            end = following;
            tailIsOpen = false;
        }

        Report(outcome, timestamp, isKeyFrame, tally, CountMissing(_next, end), end - 1);
        SettleUpTo(end);
        _hasAbandoned = true;
        _abandonedTimestamp = timestamp;
        _tailIsOpen = tailIsOpen;
    }

    private void Report(FrameOutcome outcome, uint timestamp, bool isKeyFrame, in Tally tally, int missing, long last)
    {
        GivenUpFrames += CompleteFrames > 0 ? 1 : 0;
        _ready.Enqueue(new AssembledFrame
        {
            Outcome = outcome,
            Timestamp = timestamp,
            IsKeyFrame = isKeyFrame,
            IsBeforeFirstFrame = CompleteFrames == 0,
            FirstArrival = tally.Packets > 0 ? tally.First : default,
            LastArrival = tally.Packets > 0 ? tally.Last : default,
            Packets = tally.Packets,
            MissingPackets = missing,
            Bytes = tally.Bytes,
            FirstSequence = _next,
            LastSequence = last,
        });
    }

    /// <summary>Makes the window reach to a sequence number beyond it.</summary>
    private void MakeRoom(long sequence)
    {
        while (_pieces > 0 && sequence - _next >= _slots.Length)
        {
            GiveUpHead(FrameOutcome.WindowExceeded);
            Advance();
        }

        if (sequence - _next >= _slots.Length)
        {
            int missing = (int)Math.Min(int.MaxValue, sequence - _next - CountPresent());
            if (missing > 0)
            {
                Report(FrameOutcome.WindowExceeded, 0, isKeyFrame: false, Tally.Empty, missing, sequence - 1);
            }

            Restart(sequence);
        }
    }

    /// <summary>Begins anew at a sequence number, with its beginning open.</summary>
    private void Restart(long sequence)
    {
        SettleUpTo(_end);
        _end = sequence;
        MoveHead(sequence);
        _anchored = false;
        _hasAbandoned = false;
    }

    private void SettleUpTo(long end)
    {
        for (long at = _next; at < end; at++)
        {
            ref Slot slot = ref SlotAt(at);
            if (slot.Block is not null)
            {
                _pool.Return(slot.Block);
                _pieces--;
            }

            slot = default;
        }

        _anchored = true;
        _tailIsOpen = false;
        _end = Math.Max(_end, end);
        MoveHead(end);
    }

    private void MoveHead(long sequence)
    {
        _next = sequence;
        _scan = sequence;
        _hasHead = false;
        _blockIsStale = true;
    }

    private long FirstPiece()
    {
        long at = _next;
        while ((SlotAt(at).Flags & (PieceFlags.Present | PieceFlags.Filler)) != PieceFlags.Present)
        {
            at++;
        }

        return at;
    }

    private int CountMissing(long from, long to)
    {
        int missing = 0;
        for (long at = from; at < to; at++)
        {
            missing += (SlotAt(at).Flags & PieceFlags.Present) == 0 ? 1 : 0;
        }

        return missing;
    }

    private int CountPresent() => (int)(_end - _next) - CountMissing(_next, _end);

    /// <summary>Brings what the head waits for up to date with one packet more, where that needs no look at the others.</summary>
    private void NoteForBlock(bool isNewest, uint timestamp, bool isEnd, Instant arrival)
    {
        if (_blockIsStale || !isNewest || _pieces == 1)
        {
            _blockIsStale = true;
            return;
        }

        bool isOfHead = _blockHasTimestamp && timestamp == _blockTimestamp;
        if (isOfHead || !_hasHead)
        {
            _blockSince = Instant.Min(_blockSince, arrival);
        }

        _waiting += isEnd && !isOfHead ? 1 : 0;
    }

    /// <summary>
    /// Finds since when the head waits, and how many frames behind it have their last packet. Called with at least one piece.
    /// </summary>
    private void RefreshBlock()
    {
        if (!_blockIsStale)
        {
            return;
        }

        // The frame at the head waits since its own first packet; a gap since the first packet that showed it.
        ref Slot first = ref SlotAt(FirstPiece());
        _blockTimestamp = first.Timestamp;
        _blockHasTimestamp = _hasHead || (first.Flags & PieceFlags.Start) == 0;
        _blockSince = first.Arrival;
        _waiting = 0;
        for (long at = _next; at < _end; at++)
        {
            ref Slot slot = ref SlotAt(at);
            if ((slot.Flags & (PieceFlags.Present | PieceFlags.Filler)) != PieceFlags.Present)
            {
                continue;
            }

            bool isOfHead = _blockHasTimestamp && slot.Timestamp == _blockTimestamp;
            if (isOfHead || !_hasHead)
            {
                _blockSince = Instant.Min(_blockSince, slot.Arrival);
            }

            _waiting += (slot.Flags & PieceFlags.End) != 0 && !isOfHead ? 1 : 0;
        }

        _blockIsStale = false;
    }

    private ref Slot SlotAt(long sequence) => ref _slots[(int)sequence & _mask];

    [Flags]
    private enum PieceFlags : byte
    {
        None = 0,
        Present = 1,
        Filler = 2,
        Start = 4,
        End = 8,
        Key = 16,
    }

    private struct Slot
    {
        public byte[]? Block;
        public Instant Arrival;
        public uint Timestamp;
        public ushort Length;
        public PieceFlags Flags;
    }

    /// <summary>Sums over the pieces of a frame.</summary>
    private struct Tally
    {
        public static Tally Empty => new() { First = Instant.Never, Last = new Instant(long.MinValue) };

        public Instant First;
        public Instant Last;
        public long LastSequence;
        public int Packets;
        public int Bytes;

        public void Take(in Slot slot, long sequence)
        {
            First = Instant.Min(First, slot.Arrival);
            Last = Instant.Max(Last, slot.Arrival);
            LastSequence = sequence;
            Packets++;
            Bytes += slot.Length;
        }
    }
}

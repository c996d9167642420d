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
public sealed partial class FrameAssembler
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
}

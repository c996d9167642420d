using CdnLab.Core;

namespace CdnLab.Media;

/// <summary>The ring of packets that are here, from the oldest awaited to the newest, and what the head waits for.</summary>
public sealed partial class FrameAssembler
{
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

using CdnLab.Core;

namespace CdnLab.Media;

/// <summary>What becomes of the frame at the head: it comes out complete, waits, or is given up.</summary>
public sealed partial class FrameAssembler
{
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
}

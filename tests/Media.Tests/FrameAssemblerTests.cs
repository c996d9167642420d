using CdnLab.Core;
using CdnLab.Media;
using static CdnLab.Media.Tests.AssemblerBench;

namespace CdnLab.Media.Tests;

public sealed class FrameAssemblerTests
{
    [Fact]
    public void The_whole_clip_comes_out_with_the_hashes_it_went_in_with()
    {
        AssemblerBench bench = new();
        bench.AddAll(Cut(360, 1100), step: 1);
        Assert.Equal(Enumerable.Range(0, 360).Select(HashOf), bench.Complete.Select(frame => frame.Hash));
        Assert.All(bench.Frames, (frame, i) => Assert.Equal(((uint)(i * 3000), i % 60 == 0), (frame.Timestamp, frame.IsKeyFrame)));
        Assert.Equal(Clip.Video.Sum(frame => frame.Data.Length), bench.Frames.Sum(frame => frame.Bytes));
        Assert.Equal(360, bench.Assembler.CompleteFrames);
        Assert.Equal(0, bench.Assembler.GivenUpFrames);
        Assert.Equal(0, bench.Pool.InUse);
        Assert.Equal(Instant.Never, bench.Assembler.NextTimeout);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(32767)]
    [InlineData(32768)]
    [InlineData(65534)]
    [InlineData(65535)]
    [InlineData(-5)]
    [InlineData(1L << 40)]
    public void Begins_at_any_sequence_number(long first)
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(3, firstSequence: first);
        bench.AddAll(pieces.AsEnumerable().Take(1).Concat(pieces.Skip(1).Reverse()));
        Assert.Equal([HashOf(0), HashOf(1), HashOf(2)], bench.Complete.Select(frame => frame.Hash));
    }

    [Fact]
    public void A_frame_knows_when_it_was_complete_however_long_it_was_held_back()
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(2);
        Piece lost = pieces[1];
        List<Piece> others = [.. pieces.Where(piece => piece != lost)];
        bench.AddAll(others, milliseconds: 10, step: 1);
        Assert.Empty(bench.Frames);
        bench.Add(lost, 110);
        Assert.Equal(2, bench.Frames.Count);
        Assert.Equal((At(10), At(110)), (bench.Frames[0].FirstArrival, bench.Frames[0].LastArrival));
        int second = others.FindIndex(piece => piece.Frame == 1);
        Assert.Equal((At(10 + second), At(10 + others.Count - 1)), (bench.Frames[1].FirstArrival, bench.Frames[1].LastArrival));
        Assert.Equal(pieces.Count(piece => piece.Frame == 0), bench.Frames[0].Packets);
        Assert.Equal((pieces[0].Sequence, pieces.Last(piece => piece.Frame == 0).Sequence), (bench.Frames[0].FirstSequence, bench.Frames[0].LastSequence));
    }

    [Fact]
    public void A_gap_in_a_frame_that_never_fills_loses_that_frame_alone()
    {
        AssemblerBench bench = new(options: new() { Deadline = TimeSpan.FromMilliseconds(500) });
        List<Piece> pieces = Cut(4);
        Piece lost = pieces.Where(piece => piece.Frame == 1).ElementAt(1);
        bench.AddAll(pieces.Where(piece => piece != lost), milliseconds: 0);
        Assert.Single(bench.Frames);
        Assert.Equal(At(500), bench.Assembler.NextTimeout);
        bench.Timeout(499.9);
        Assert.Single(bench.Frames);
        bench.Timeout(500);
        Assert.Equal([FrameOutcome.Complete, FrameOutcome.Deadline, FrameOutcome.Complete, FrameOutcome.Complete], bench.Frames.Select(frame => frame.Outcome));
        Assert.Equal((3000u, 1, 0ul, false), (bench.Frames[1].Timestamp, bench.Frames[1].MissingPackets, bench.Frames[1].Hash, bench.Frames[1].IsBeforeFirstFrame));
        Assert.Equal(1, bench.Assembler.GivenUpFrames);
        Assert.Equal(0, bench.Pool.InUse);
        Assert.Equal(PieceResult.Late, bench.Add(lost, 501));
        Assert.Equal(4, bench.Frames.Count);
    }

    [Fact]
    public void A_frame_of_which_nothing_arrived_is_reported_as_an_unknown_one()
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(3);
        int missing = pieces.Count(piece => piece.Frame == 1);
        bench.AddAll(pieces.Where(piece => piece.Frame != 1));
        bench.Timeout(1000);
        Assert.Equal([true, false, true], bench.Frames.Select(frame => frame.IsComplete));
        Assert.False(bench.Frames[1].IsKnown);
        Assert.Equal(missing, bench.Frames[1].MissingPackets);
    }

    [Fact]
    public void A_lost_end_takes_only_its_own_frame_along()
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(3);
        bench.AddAll(pieces.Where(piece => !(piece.Frame == 1 && piece.Marker)));
        bench.Timeout(1000);
        Assert.Equal([true, false, true], bench.Frames.Select(frame => frame.IsComplete));
        Assert.Equal((3000u, 1), (bench.Frames[1].Timestamp, bench.Frames[1].MissingPackets));
    }

    [Fact]
    public void A_lost_end_and_the_next_frames_lost_beginning_are_given_up_each_at_its_time()
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(4);
        List<Piece> second = [.. pieces.Where(piece => piece.Frame == 2)];
        Piece end = pieces.Last(piece => piece.Frame == 1);
        bench.AddAll(pieces.Where(piece => piece.Frame < 2 && piece != end), milliseconds: 0);
        bench.AddAll(second.Skip(1), milliseconds: 33);
        bench.AddAll(pieces.Where(piece => piece.Frame == 3), milliseconds: 66);
        bench.Timeout(1000);
        Assert.Equal([true, false], bench.Frames.Select(frame => frame.IsComplete));

        // The second frame's beginning comes after all; the first one's end was given up with it.
        bench.Add(second[0], 1001);
        Assert.Equal([true, false, true, true], bench.Frames.Select(frame => frame.IsComplete));
        Assert.Equal([HashOf(0), HashOf(2), HashOf(3)], bench.Complete.Select(frame => frame.Hash));
        bench.End();

        AssemblerBench neither = new();
        neither.AddAll(pieces.Where(piece => piece.Frame < 2 && piece != end), milliseconds: 0);
        neither.AddAll(second.Skip(1), milliseconds: 33);
        neither.AddAll(pieces.Where(piece => piece.Frame == 3), milliseconds: 66);
        neither.Timeout(1032);
        Assert.Equal([true, false], neither.Frames.Select(frame => frame.IsComplete));
        neither.Timeout(1033);
        Assert.Equal([true, false, false, true], neither.Frames.Select(frame => frame.IsComplete));
        Assert.Equal([3000u, 6000u], neither.Frames.Where(frame => !frame.IsComplete).Select(frame => frame.Timestamp));
    }

    [Fact]
    public void A_tail_that_comes_after_its_frame_was_given_up_is_no_new_frame()
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(3);
        List<Piece> tail = [.. pieces.Where(piece => piece.Frame == 1).Skip(2)];
        bench.AddAll(pieces.Where(piece => piece.Frame < 2 && !tail.Contains(piece)));
        bench.Timeout(2000);
        Assert.Equal(2, bench.Frames.Count);
        bench.AddAll(tail, milliseconds: 2001);
        bench.AddAll(pieces.Where(piece => piece.Frame == 2), milliseconds: 2002);
        Assert.Equal([true, false, true], bench.Frames.Select(frame => frame.IsComplete));
        Assert.Equal(tail.Count, bench.Assembler.Pieces.Late);
    }

    [Fact]
    public void A_stream_that_begins_in_the_middle_of_a_frame_loses_only_that_and_says_so()
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(3);
        bench.AddAll(pieces.Skip(2));
        Assert.Empty(bench.Frames);
        bench.Timeout(1000);
        Assert.Equal([false, true, true], bench.Frames.Select(frame => frame.IsComplete));
        Assert.True(bench.Frames[0].IsBeforeFirstFrame);
        Assert.Equal(0, bench.Assembler.GivenUpFrames);
    }

    [Fact]
    public void The_very_first_packet_may_come_last()
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(3);
        bench.AddAll(pieces.Skip(1));
        bench.Add(pieces[0], 200);
        Assert.Equal([HashOf(0), HashOf(1), HashOf(2)], bench.Complete.Select(frame => frame.Hash));
        Assert.Equal(At(200), bench.Frames[0].LastArrival);
    }

    [Fact]
    public void Too_many_frames_behind_an_incomplete_one_end_its_wait()
    {
        AssemblerBench bench = new(options: new() { MaxWaitingFrames = 5, Deadline = TimeSpan.FromHours(1) });
        List<Piece> pieces = Cut(20);
        Piece lost = pieces.Where(piece => piece.Frame == 2).ElementAt(1);
        bench.AddAll(pieces.Where(piece => piece != lost && piece.Frame <= 7));
        Assert.Equal(2, bench.Frames.Count);
        bench.AddAll(pieces.Where(piece => piece.Frame == 8));
        Assert.Equal(FrameOutcome.Overtaken, bench.Frames[2].Outcome);
        Assert.Equal(8, bench.Complete.Count());
    }

    [Fact]
    public void Memory_is_bounded_by_the_window()
    {
        AssemblerBench bench = new(options: new() { MaxWaitingFrames = 10_000, Deadline = TimeSpan.FromHours(1), WindowPackets = 64 });
        List<Piece> pieces = Cut(60);
        bench.AddAll(pieces.Where(piece => piece != pieces[1]));
        Assert.InRange(bench.Pool.Created, 1, 64);
        Assert.Equal(FrameOutcome.WindowExceeded, bench.Frames[0].Outcome);
        Assert.Equal(Enumerable.Range(1, 59).Select(HashOf), bench.Complete.Select(frame => frame.Hash));
    }

    [Theory]
    [InlineData(600)]
    [InlineData(100_000)]
    [InlineData(1L << 33)]
    public void A_jump_beyond_the_window_begins_anew(long jump)
    {
        AssemblerBench bench = new();
        bench.AddAll(Cut(3));
        bench.AddAll(Cut(1, firstSequence: 2000)[..2]);
        bench.AddAll(Cut(3, firstSequence: 2000 + jump, firstFrame: 10));
        Assert.Equal([HashOf(0), HashOf(1), HashOf(2), HashOf(10), HashOf(11), HashOf(12)], bench.Complete.Select(frame => frame.Hash));
        Assert.Contains(bench.Frames, frame => !frame.IsComplete);
        bench.End();
    }

    [Fact]
    public void Empty_packets_between_frames_and_inside_one_change_nothing()
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(3);
        long sequence = 5000;
        int fillers = 0;
        foreach (Piece piece in pieces)
        {
            if (piece.Marker || piece.Sequence % 3 == 0)
            {
                Assert.Equal(PieceResult.Filler, bench.AddFiller(sequence++, piece.Timestamp, 0));
                fillers++;
            }

            bench.Add(piece with { Sequence = sequence++ }, 0);
        }

        bench.AddFiller(sequence, 9000, 0);
        Assert.Equal([HashOf(0), HashOf(1), HashOf(2)], bench.Complete.Select(frame => frame.Hash));
        Assert.Equal(fillers + 1, bench.Assembler.Pieces.Fillers);
        Assert.Equal(Instant.Never, bench.Assembler.NextTimeout);
        bench.End();
    }

    [Fact]
    public void A_missing_marker_is_forgiven_when_the_next_frame_follows()
    {
        AssemblerBench bench = new();
        bench.AddAll(Cut(3).Select(piece => piece with { Marker = piece.Marker && piece.Frame != 1 }));
        Assert.Equal([HashOf(0), HashOf(1), HashOf(2)], bench.Complete.Select(frame => frame.Hash));
    }

    [Fact]
    public void Packets_without_a_beginning_and_without_a_gap_are_malformed_and_pass()
    {
        AssemblerBench bench = new();
        List<Piece> pieces = Cut(3);
        foreach (Piece piece in pieces.Where(piece => piece.Frame == 1))
        {
            piece.Payload[0] &= 0xEF; // no S bit
        }

        bench.AddAll(pieces);
        Assert.Equal([HashOf(0), HashOf(2)], bench.Complete.Select(frame => frame.Hash));
        Assert.Equal([FrameOutcome.Malformed], bench.Frames.Where(frame => !frame.IsComplete).Select(frame => frame.Outcome).Distinct());
        bench.End();
    }

    [Fact]
    public void Unusable_packets_are_counted_and_count_as_missing()
    {
        AssemblerBench bench = new();
        Assert.Equal(PieceResult.Malformed, bench.Assembler.Add(1, 0, true, [0x90, 0x80], At(0)));
        Assert.Equal(PieceResult.Oversized, bench.Assembler.Add(1, 0, true, new byte[1538], At(0)));
        Assert.Equal(PieceResult.Stored, bench.Assembler.Add(1, 0, true, new byte[1537], At(0)));
        Assert.Equal(PieceResult.Duplicate, bench.Assembler.Add(1, 0, true, new byte[100], At(0)));
        Assert.Equal((1, 1, 1, 1), (bench.Assembler.Pieces.Malformed, bench.Assembler.Pieces.Oversized, bench.Assembler.Pieces.Stored, bench.Assembler.Pieces.Duplicates));
        bench.End();
    }

    [Fact]
    public void After_its_end_a_stream_can_begin_again()
    {
        AssemblerBench bench = new();
        bench.AddAll(Cut(2).SkipLast(1));
        bench.End();
        Assert.Equal([FrameOutcome.Complete, FrameOutcome.Ended], bench.Frames.Select(frame => frame.Outcome));
        bench.AddAll(Cut(2, firstSequence: 3));
        Assert.Equal([HashOf(0), HashOf(0), HashOf(1)], bench.Complete.Select(frame => frame.Hash));
    }

    [Fact]
    public void An_audio_packet_is_a_frame_and_a_gap_counts_its_packets()
    {
        AssemblerBench bench = new(CodecName.Opus);
        int[] lost = [7, 8, 40];
        for (int i = 0; i < 600; i++)
        {
            if (!lost.Contains(i))
            {
                bench.Add(new Piece(i, 65500 + i, (uint)(i * 960), i == 0, Clip.Audio[i].Data.ToArray()), i * 20);
            }
        }

        Assert.Equal(
            Enumerable.Range(0, 600).Except(lost).Select(i => FrameHash.Compute(Clip.Audio[i].Data.Span)),
            bench.Complete.Select(frame => frame.Hash));
        Assert.Equal([2, 1], bench.Frames.Where(frame => !frame.IsComplete).Select(frame => frame.MissingPackets));
        Assert.All(bench.Complete, frame => Assert.True(frame.IsKeyFrame && frame.Packets == 1));
        bench.End();
    }

    [Fact]
    public void Other_codecs_are_refused()
        => Assert.Throws<ArgumentException>(() => new FrameAssembler(CodecName.H264, new PayloadPool()));

    [Fact]
    public void A_running_stream_with_losses_and_retransmissions_allocates_nothing()
    {
        PayloadPool pool = new();
        FrameAssembler assembler = new(CodecName.Vp8, pool);
        List<Piece> pieces = Cut(60, 1100, firstSequence: 0);
        long sequence = 0;
        uint timestamp = 0;
        int frames = Run(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        frames += Run(20);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(30 * 60, frames);

        int Run(int rounds)
        {
            int complete = 0;
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < pieces.Count; i++)
                {
                    // Each tenth packet comes eight packets late.
                    if (i % 10 != 5)
                    {
                        complete += Feed(i);
                    }

                    if (i % 10 == 3 && i > 8)
                    {
                        complete += Feed(i - 8);
                    }
                }

                for (int i = (pieces.Count - 9) / 10 * 10; i < pieces.Count; i++)
                {
                    complete += i % 10 == 5 ? Feed(i) : 0;
                }

                sequence += pieces.Count;
                timestamp += 60 * 3000;
            }

            return complete;
        }

        int Feed(int i)
        {
            Piece piece = pieces[i];
            assembler.Add(sequence + piece.Sequence, timestamp + piece.Timestamp, piece.Marker, piece.Payload, At(sequence + i));
            int complete = 0;
            while (assembler.TryPoll(out AssembledFrame frame))
            {
                complete += frame.IsComplete ? 1 : 0;
            }

            return complete;
        }
    }
}

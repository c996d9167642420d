using CdnLab.Core;
using CdnLab.Media;
using FsCheck;
using FsCheck.Fluent;
using static CdnLab.Media.Tests.AssemblerBench;

namespace CdnLab.Media.Tests;

public sealed class FrameAssemblerPropertyTests
{
    private static readonly FrameAssemblerOptions Patient = new() { Deadline = TimeSpan.FromHours(1), MaxWaitingFrames = 1000 };

    [Fact]
    public void Any_order_with_duplicates_gives_the_same_frames_and_hashes()
        => ForSeeds(random =>
        {
            List<Piece> pieces = Cut(1 + random.Next(12), 200 + random.Next(900), random.Next(70_000), random.Next(360));
            int frames = pieces[^1].Frame + 1;

            // The first packet stays first: before a frame is out, nothing says where the stream begins.
            List<Piece> order = [pieces[0], .. Shuffle(pieces.Skip(1), random)];
            for (int i = random.Next(pieces.Count); i > 0; i--)
            {
                order.Insert(1 + random.Next(order.Count), pieces[random.Next(pieces.Count)]);
            }

            AssemblerBench bench = new(options: Patient);
            bench.AddAll(order, step: 1);
            int first = Enumerable.Range(0, 360).First(i => HashOf(i) == bench.Frames[0].Hash);
            return bench.Frames.Count == frames
                && bench.Frames.Select((frame, i) => frame.IsComplete && frame.Hash == HashOf(first + i) && frame.Timestamp == i * 3000).All(ok => ok)
                && bench.Frames.Sum(frame => frame.Packets) == pieces.Count
                && bench.Pool.InUse == 0;
        });

    [Fact]
    public void Losses_that_stay_lose_exactly_the_frames_they_hit()
        => ForSeeds(random =>
        {
            List<Piece> pieces = Cut(1 + random.Next(40), 300, random.Next(70_000));
            int percent = random.Next(60);
            List<Piece> kept = [.. pieces.Where(_ => random.Next(100) >= percent)];
            HashSet<int> hit = [.. pieces.Except(kept).Select(piece => piece.Frame)];
            AssemblerBench bench = new();
            bench.AddAll(kept, step: 7);
            bench.End();
            return bench.Complete.Select(frame => frame.Hash).SequenceEqual(
                    Enumerable.Range(0, pieces[^1].Frame + 1).Where(i => !hit.Contains(i)).Select(HashOf))
                && bench.Frames.Where(frame => frame.IsKnown).Select(frame => frame.Timestamp).SequenceEqual(
                    kept.Select(piece => piece.Timestamp).Distinct());
        });

    [Fact]
    public void Losses_repaired_in_time_lose_nothing_and_others_only_their_frame()
        => ForSeeds(random =>
        {
            List<Piece> pieces = Cut(40, 300, random.Next(70_000));
            List<(double At, Piece Piece)> arrivals = [];
            HashSet<int> hit = [];
            for (int i = 0; i < pieces.Count; i++)
            {
                double sent = (pieces[i].Frame * 33) + (i * 0.01);
                int fate = i == 0 ? 0 : random.Next(100);
                if (fate < 90)
                {
                    arrivals.Add((sent + (i == 0 ? 0 : random.Next(20)), pieces[i]));
                }
                else if (fate < 98)
                {
                    arrivals.Add((sent + 100 + random.Next(300), pieces[i]));
                }
                else
                {
                    hit.Add(pieces[i].Frame);
                }
            }

            AssemblerBench bench = new();
            foreach ((double at, Piece piece) in arrivals.OrderBy(arrival => arrival.At))
            {
                bench.Add(piece, at);
            }

            bench.End();
            return bench.Complete.Select(frame => frame.Hash).SequenceEqual(
                Enumerable.Range(0, 40).Where(i => !hit.Contains(i)).Select(HashOf));
        });

    [Fact]
    public void Garbage_never_throws_and_never_keeps_memory()
        => ForSeeds(random =>
        {
            AssemblerBench bench = new(random.Next(2) == 0 ? CodecName.Vp8 : CodecName.Opus, new() { WindowPackets = 16 });
            long sequence = random.Next(1000);
            for (int i = 0; i < 500; i++)
            {
                sequence += random.Next(20) == 0 ? random.Next(200) - 100 : random.Next(5) - 1;
                byte[] payload = new byte[random.Next(12)];
                foreach (ref byte value in payload.AsSpan())
                {
                    value = (byte)random.NextUInt64();
                }

                bench.Add(new Piece(0, sequence, (uint)random.Next(4), random.Next(2) == 0, payload), i * random.Next(100));
            }

            bench.End();
            return bench.Pool.Created <= 16;
        });

    private static void ForSeeds(Func<SeededRandom, bool> property)
        => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => property(new SeededRandom((ulong)seed))));

    private static List<Piece> Shuffle(IEnumerable<Piece> pieces, SeededRandom random)
    {
        List<Piece> result = [.. pieces];
        for (int i = result.Count - 1; i > 0; i--)
        {
            int k = random.Next(i + 1);
            (result[i], result[k]) = (result[k], result[i]);
        }

        return result;
    }
}

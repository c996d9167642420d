using CdnLab.Core;
using CdnLab.Links.Fabric;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Tests.Fabric;

public sealed class TraceTests
{
    [Fact]
    public void About_one_timestamp_in_so_many_is_traced()
    {
        int traced = Enumerable.Range(0, 100_000).Count(i => TraceSampler.IsTraced((uint)(i * 3000), 10));
        Assert.InRange(traced, 9_500, 10_500);
        Assert.All(Enumerable.Range(0, 1000), i => Assert.True(TraceSampler.IsTraced((uint)i, 1)));
        Assert.All(Enumerable.Range(0, 1000), i => Assert.False(TraceSampler.IsTraced((uint)i, 0)));
    }

    [Fact]
    public void The_choice_is_the_same_everywhere()
    {
        uint[] traced = [.. Enumerable.Range(0, 200).Select(i => (uint)(i * 3000)).Where(t => TraceSampler.IsTraced(t, 50))];
        Assert.Equal(
            [.. Enumerable.Range(0, 200).Select(i => (uint)(i * 3000)).Where(t => (unchecked(t * 2654435761u) >> 16) % 50 == 0)], traced);
        Assert.NotEmpty(traced);
    }

    [Fact]
    public void A_trace_file_reads_back_as_it_was_written()
    {
        NetAddress source = NetAddress.FromIPv4(0x0A510001, 5000);
        NetAddress destination = NetAddress.FromIPv4(0x0A520001, 40_000);
        TraceRecord[] records =
        [
            new("eu", "us", 0xAABBCCDD, 7, 90_000, source, destination, 1200, new(1), new Instant(45_000_001), new Instant(45_020_000), DropReason.None),
            new("us", "eu", 1, 65535, uint.MaxValue, destination, source, 60, new(2), null, null, DropReason.BurstLoss),
            new("eu", "us", 2, 0, 0, source, destination, 60, new(3), new Instant(9), null, DropReason.None),
        ];
        string path = Path.GetTempFileName();
        try
        {
            using (var writer = new StreamWriter(path))
            {
                TraceFile.Write(writer, records);
            }

            Assert.Equal(records, TraceFile.Read(path));
            File.AppendAllText(path, "eu,us,nonsense\n");
            Assert.Contains(":5:", Assert.Throws<FormatException>(() => TraceFile.Read(path).Count()).Message);
            File.WriteAllText(path, "something else\n");
            Assert.Throws<FormatException>(() => TraceFile.Read(path).Count());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_recorder_keeps_so_many_and_counts_the_rest()
    {
        using var recorder = new TraceRecorder(2);
        var packet = new PacketInfo(new(17, NetAddress.FromIPv4(1, 2), NetAddress.FromIPv4(3, 4)), true, 5, 6, 7);
        int kept = recorder.Entered(0, packet, 100, new(10), new EnqueueResult(DropReason.None, new(20), 0));
        int dropped = recorder.Entered(1, packet, 100, new(11), new EnqueueResult(DropReason.Loss, Instant.Never, 0));
        Assert.Equal(-1, recorder.Entered(0, packet, 100, new(12), new EnqueueResult(DropReason.None, new(20), 0)));
        recorder.Left(kept, new(21), succeeded: true);
        Assert.Equal((0, 1, 2, 1), (kept, dropped, recorder.Count, recorder.Lost));
        TraceRecord[] records = [.. recorder.Read([("eu", "us"), ("us", "eu")])];
        Assert.Equal(new TraceRecord("eu", "us", 5, 6, 7, packet.Flow.Source, packet.Flow.Destination, 100, new(10), new Instant(20), new Instant(21), DropReason.None), records[0]);
        Assert.Equal(new TraceRecord("us", "eu", 5, 6, 7, packet.Flow.Source, packet.Flow.Destination, 100, new(11), null, null, DropReason.Loss), records[1]);
    }
}

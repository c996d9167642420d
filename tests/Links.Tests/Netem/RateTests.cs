using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Tests.Netem;

public sealed class RateTests
{
    private static readonly LinkProfile TenMegabit = new()
    {
        Delay = TimeSpan.FromMilliseconds(20),
        Rate = new Bitrate(10_000_000),
        QueueTime = TimeSpan.FromMilliseconds(50),
    };

    [Fact]
    public void Overload_leaves_at_the_rate_and_the_queue_is_as_long_as_allowed()
    {
        // 12.5 Mbit/s offered to 10 Mbit/s for 10 s.
        const int size = 1250;
        var link = new LinkEmulator(TenMegabit, 1);
        List<Passage> passages = Traffic.Run(link, 12_500, 800_000, size);
        List<Passage> arrived = [.. passages.Where(p => p.Arrived)];

        double seconds = (arrived[^1].Delivered - arrived[0].Delivered) / 1e9;
        Assert.Equal(10_000_000, (arrived.Count - 1) * size * 8 / seconds, 1_000.0);
        Assert.Contains(passages, p => p.Result.Reason == DropReason.Queue);
        Assert.InRange(arrived.Max(p => p.Result.QueueDelay), 48_000_000, 50_000_000);
        Assert.InRange(arrived.Max(p => p.DelayMs), 20 + 48 + 1, 20 + 50 + 1);
    }

    [Fact]
    public void Packets_sent_together_leave_one_transmission_time_apart()
    {
        var link = new LinkEmulator(TenMegabit, 1);
        List<Passage> passages = Traffic.Run(link, 20, spacingNs: 0, size: 1250);
        Assert.Equal(
            Enumerable.Range(1, 20).Select(i => 20.0 + i), passages.Select(p => Math.Round(p.DelayMs, 6)));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i * 1_000_000L), passages.Select(p => p.Result.QueueDelay));
    }

    [Fact]
    public void Below_the_rate_nothing_waits()
    {
        var link = new LinkEmulator(TenMegabit, 1);
        Assert.All(Traffic.Run(link, 1000, 1_000_000, size: 1250), p => Assert.Equal(0, p.Result.QueueDelay));
    }

    [Fact]
    public void The_limit_in_packets_counts_those_that_wait()
    {
        var link = new LinkEmulator(TenMegabit with { QueueTime = TimeSpan.Zero, QueuePackets = 5 }, 1);
        List<Passage> passages = Traffic.Run(link, 10, spacingNs: 0, size: 1250);

        // One is being sent, five wait, the rest is dropped; after one transmission time there is room for one more.
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i < 6), passages.Select(p => p.Result.IsQueued));
        Instant start = passages[0].Offered;
        Assert.True(link.Enqueue(start.AddNanoseconds(1_000_000), Traffic.Flow(), 1250, 0).IsQueued);
        Assert.Equal(DropReason.Queue, link.Enqueue(start.AddNanoseconds(1_000_000), Traffic.Flow(), 1250, 0).Reason);
    }

    [Fact]
    public void Flows_share_the_rate_and_each_keeps_its_order_under_jitter()
    {
        var link = new LinkEmulator(TenMegabit with { Jitter = TimeSpan.FromMilliseconds(3) }, 1);
        var last = new Dictionary<int, long>();
        long bytes = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var now = new Instant(i * 500_000L);
            EnqueueResult result = link.Enqueue(now, Traffic.Flow(source: i % 3), 1250, i % 3);
            bytes += result.IsQueued ? 1250 : 0;
            while (link.TryDequeue(now, out Departure d))
            {
                Assert.True(d.Due.Nanoseconds >= last.GetValueOrDefault(d.Slot), "a packet overtook one of its own flow");
                last[d.Slot] = d.Due.Nanoseconds;
            }
        }

        Assert.Equal(10_000_000, bytes * 8 / 10.0, 100_000.0);
    }

    [Fact]
    public void A_new_rate_does_not_let_packets_past_the_backlog()
    {
        var link = new LinkEmulator(TenMegabit, 1);
        Instant last = default;
        for (int i = 0; i < 30; i++)
        {
            last = link.Enqueue(new Instant(0), Traffic.Flow(), 1250, i).Due;
        }

        link.SetProfile(TenMegabit with { Rate = new Bitrate(100_000_000) });
        Assert.Equal(last.AddNanoseconds(100_000), link.Enqueue(new Instant(0), Traffic.Flow(source: 8), 1250, 30).Due);
    }
}

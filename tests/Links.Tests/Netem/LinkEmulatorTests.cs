using CdnLab.Core;
using CdnLab.Links.Netem;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Links.Tests.Netem;

public sealed class LinkEmulatorTests
{
    [Fact]
    public void Every_packet_offered_is_delivered_dropped_or_under_way()
    {
        Gen<LinkProfile> profiles =
            from delay in Gen.Choose(0, 200)
            from jitter in Gen.Choose(0, 20)
            from loss in Gen.Choose(0, 30)
            from burst in Gen.Choose(0, 30)
            from megabits in Gen.Choose(0, 20)
            from queue in Gen.Choose(0, 50)
            from reorder in Gen.Choose(0, 1)
            select new LinkProfile
            {
                Delay = TimeSpan.FromMilliseconds(delay),
                Jitter = TimeSpan.FromMilliseconds(jitter),
                Loss = loss / 100.0,
                BurstLoss = burst == 0 ? null : new BurstLoss(burst / 100.0, 0.3),
                Rate = new Bitrate(megabits * 1_000_000L),
                QueuePackets = queue,
                Reorder = reorder == 1,
            };
        Check.QuickThrowOnFailure(Prop.ForAll(profiles.ToArbitrary(), ArbMap.Default.ArbFor<ulong>(), (profile, seed) =>
        {
            var link = new LinkEmulator(profile, seed, maxPackets: 100);
            var random = new SeededRandom(seed);
            long now = 0;
            for (int i = 0; i < 500; i++)
            {
                now += random.Next(2_000_000);
                if (i == 200)
                {
                    link.ResetCounters();
                }

                link.Enqueue(new Instant(now), Traffic.Flow(source: random.Next(5)), 100 + random.Next(1400), i);
                long last = 0;
                while (link.TryDequeue(new Instant(now), out Departure d))
                {
                    Assert.InRange(d.Due.Nanoseconds, Math.Max(last, d.Enqueued.Nanoseconds), now);
                    last = d.Due.Nanoseconds;
                    link.RecordDelivery(d, new Instant(now));
                }
            }

            var c = new LinkCounters();
            link.CopyCounters(c);
            return c.OfferedPackets == 300
                && c.OfferedPackets + c.InFlightAtResetPackets == c.DeliveredPackets + c.DroppedPackets + c.InFlightPackets
                && c.InFlightPackets == link.InFlight
                && c.Delay.Count == c.DeliveredPackets
                && c.Lateness.Count == c.DeliveredPackets;
        }));
    }

    [Fact]
    public void A_cut_link_drops_what_is_offered_and_delivers_what_is_under_way()
    {
        var profile = new LinkProfile { Delay = TimeSpan.FromMilliseconds(10) };
        var link = new LinkEmulator(profile, 1);
        Assert.True(link.Enqueue(new Instant(0), Traffic.Flow(), 100, 0).IsQueued);
        link.SetProfile(profile with { Down = true });
        Assert.Equal(DropReason.Down, link.Enqueue(new Instant(1), Traffic.Flow(), 100, 1).Reason);
        Assert.True(link.TryDequeue(new Instant(10_000_000), out Departure departure));
        Assert.Equal(0, departure.Slot);
        link.SetProfile(profile);
        Assert.True(link.Enqueue(new Instant(2), Traffic.Flow(), 100, 2).IsQueued);
    }

    [Fact]
    public void A_packet_without_a_slot_is_an_overload_of_the_instrument()
    {
        var link = new LinkEmulator(LinkProfile.Ideal, 1, maxPackets: 1);
        Assert.Equal(DropReason.Overload, link.Enqueue(new Instant(0), Traffic.Flow(), 100, -1).Reason);
        Assert.True(link.Enqueue(new Instant(0), Traffic.Flow(), 100, 0).IsQueued);
        Assert.Equal(DropReason.Overload, link.Enqueue(new Instant(0), Traffic.Flow(), 100, 1).Reason);
    }

    [Fact]
    public void Lateness_and_failed_writes_are_counted()
    {
        var link = new LinkEmulator(new LinkProfile { Delay = TimeSpan.FromMilliseconds(10) }, 1);
        link.Enqueue(new Instant(0), Traffic.Flow(), 100, 0);
        link.Enqueue(new Instant(0), Traffic.Flow(), 100, 1);
        link.TryDequeue(new Instant(10_000_000), out Departure first);
        link.RecordDelivery(first, new Instant(10_050_000));
        link.TryDequeue(new Instant(10_000_000), out Departure second);
        link.RecordDelivery(second, new Instant(10_060_000), succeeded: false);
        var counters = new LinkCounters();
        link.CopyCounters(counters);
        Assert.Equal((1, 100, 1), (counters.DeliveredPackets, counters.DeliveredBytes, counters.WriteFailedPackets));
        Assert.Equal((50_000, 10_050_000), (counters.Lateness.Maximum, counters.Delay.Maximum));
    }

    [Fact]
    public void Nothing_is_due_before_its_time()
    {
        var link = new LinkEmulator(new LinkProfile { Delay = TimeSpan.FromMilliseconds(10) }, 1);
        Assert.True(link.NextDue.IsNever);
        Assert.False(link.TryDequeue(Instant.Never, out _));
        link.Enqueue(new Instant(0), Traffic.Flow(), 100, 0);
        Assert.Equal(new Instant(10_000_000), link.NextDue);
        Assert.False(link.TryDequeue(new Instant(9_999_999), out _));
        Assert.True(link.TryDequeue(new Instant(10_000_000), out _));
    }

    [Fact]
    public void Packets_cost_no_allocation()
    {
        var link = new LinkEmulator(
            new LinkProfile
            {
                Delay = TimeSpan.FromMilliseconds(45),
                Jitter = TimeSpan.FromMilliseconds(2),
                Loss = 0.01,
                BurstLoss = new BurstLoss(0.01, 0.3),
                Rate = new Bitrate(100_000_000),
                QueuePackets = 1000,
            },
            1);
        void Pass(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                var now = new Instant(i * 20_000L);
                link.Enqueue(now, Traffic.Flow(source: i % 100, sourcePort: (ushort)(i % 5000)), 1200, 0);
                while (link.TryDequeue(now, out Departure d))
                {
                    link.RecordDelivery(d, now);
                }
            }
        }

        // The runtime may allocate on this thread while it recompiles the loop; a cost per packet would show in every window.
        Pass(0, 10_000);
        var allocated = new List<long>();
        for (int window = 0; window < 5; window++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Pass(10_000 + (window * 20_000), 30_000 + (window * 20_000));
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(allocated.Contains(0), $"bytes allocated per 20 000 packets: {string.Join(", ", allocated)}");
    }

    [Fact]
    public void Flows_are_bounded_and_a_busy_one_is_not_forgotten()
    {
        var link = new LinkEmulator(new LinkProfile { Loss = 0.5 }, 5, maxFlows: 256);
        var alone = new LinkEmulator(new LinkProfile { Loss = 0.5 }, 5, maxFlows: 256);
        FlowKey busy = Traffic.Flow();
        for (int i = 0; i < 20_000; i++)
        {
            var now = new Instant(i);
            Assert.Equal(alone.Enqueue(now, busy, 100, 0).Reason, link.Enqueue(now, busy, 100, 0).Reason);
            link.Enqueue(now, Traffic.Flow(source: 1000 + i), 100, 0);
            link.TryDequeue(now, out _);
            link.TryDequeue(now, out _);
            alone.TryDequeue(now, out _);
        }

        var counters = new LinkCounters();
        link.CopyCounters(counters);
        Assert.Equal(256, counters.Flows);
        Assert.True(counters.EvictedFlows >= 20_000 - 256, $"{counters.EvictedFlows} evicted");
    }

    [Fact]
    public void A_profile_out_of_range_is_refused_and_changes_nothing()
    {
        var link = new LinkEmulator(LinkProfile.Ideal, 1);
        Assert.Throws<ArgumentException>(() => link.SetProfile(new LinkProfile { Loss = 1.5 }));
        Assert.Throws<ArgumentException>(() => link.SetProfile(new LinkProfile { Loss = double.NaN }));
        Assert.Throws<ArgumentException>(() => link.SetProfile(new LinkProfile { QueuePackets = -1 }));
        Assert.Throws<ArgumentException>(() => link.SetProfile(new LinkProfile { Delay = TimeSpan.FromTicks(-1) }));
        Assert.Throws<ArgumentException>(() => link.SetProfile(new LinkProfile { BurstLoss = new BurstLoss(2, 0) }));
        Assert.Same(LinkProfile.Ideal, link.Profile);
    }
}

using System.Text;
using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Tests.Netem;

public sealed class DropListTests
{
    private static readonly LinkProfile Lossy = new()
    {
        Delay = TimeSpan.FromMilliseconds(45),
        Jitter = TimeSpan.FromMilliseconds(2),
        Loss = 0.02,
        BurstLoss = new BurstLoss(0.005, 0.3),
    };

    [Fact]
    public void The_same_seed_gives_the_same_drop_list_byte_for_byte()
    {
        byte[] first = DropList(seed: 7, spacing: 1_000_000, ephemeral: 40_000);
        byte[] second = DropList(seed: 7, spacing: 1_000_000, ephemeral: 40_000);
        Assert.True(first.Length > 1000, $"only {first.Length} bytes of drops");
        Assert.Equal(first, second);
    }

    [Fact]
    public void Other_ports_and_other_send_times_do_not_change_the_drop_list() =>
        Assert.Equal(DropList(seed: 7, spacing: 1_000_000, ephemeral: 40_000), DropList(seed: 7, spacing: 777_777, ephemeral: 51_234));

    [Fact]
    public void Another_seed_gives_another_drop_list() =>
        Assert.NotEqual(DropList(seed: 7, spacing: 1_000_000, ephemeral: 40_000), DropList(seed: 8, spacing: 1_000_000, ephemeral: 40_000));

    [Fact]
    public void The_drop_list_of_a_known_seed_is_the_same_on_every_machine() =>
        Assert.StartsWith(
            "113 Loss\n140 Loss\n213 Loss\n256 Loss\n289 L",
            Encoding.ASCII.GetString(DropList(seed: 7, spacing: 1_000_000, ephemeral: 40_000)));

    [Fact]
    public void Both_directions_of_a_link_have_seeds_of_their_own()
    {
        ulong forth = LinkSeed.Derive(7, "eu", "us");
        Assert.NotEqual(forth, LinkSeed.Derive(7, "us", "eu"));
        Assert.NotEqual(forth, LinkSeed.Derive(8, "eu", "us"));
        Assert.Equal(forth, LinkSeed.Derive(7, "eu", "us"));
    }

    [Fact]
    public void A_flow_meets_the_same_fate_however_other_flows_interleave()
    {
        var alone = new LinkEmulator(Lossy, 3);
        List<DropReason> expected = [.. Traffic.Run(alone, 5000, 1_000_000).Select(p => p.Result.Reason)];

        var shared = new LinkEmulator(Lossy, 3);
        var random = new SeededRandom(99);
        var actual = new List<DropReason>();
        for (long at = 0; actual.Count < expected.Count; at += 100_000)
        {
            int other = random.Next(20);
            FlowKey flow = other == 0 ? Traffic.Flow() : Traffic.Flow(source: 100 + other);
            EnqueueResult result = shared.Enqueue(new Instant(at), flow, 500, 0);
            if (other == 0)
            {
                actual.Add(result.Reason);
            }

            while (shared.TryDequeue(new Instant(at), out _))
            {
            }
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Flows_between_the_same_addresses_are_told_apart_by_their_order()
    {
        // Two runs with ephemeral ports of their own; the first and the second flow of one meet the fates of those of the other.
        static (DropReason[] First, DropReason[] Second) Run(ushort firstPort, ushort secondPort)
        {
            var link = new LinkEmulator(Lossy, 3);
            return (
                [.. Traffic.Run(link, 2000, 1000, flow: Traffic.Flow(sourcePort: firstPort)).Select(p => p.Result.Reason)],
                [.. Traffic.Run(link, 2000, 1000, flow: Traffic.Flow(sourcePort: secondPort)).Select(p => p.Result.Reason)]);
        }

        (DropReason[] first, DropReason[] second) = Run(33_000, 44_000);
        (DropReason[] firstAgain, DropReason[] secondAgain) = Run(60_001, 32_768);
        Assert.Equal(first, firstAgain);
        Assert.Equal(second, secondAgain);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_flow_sent_alike_is_delayed_alike_whenever_it_begins()
    {
        List<double> first = [.. Traffic.Run(new LinkEmulator(Lossy, 5), 3000, 900_000).Where(p => p.Arrived).Select(p => p.DelayMs)];
        List<double> later =
            [.. Traffic.Run(new LinkEmulator(Lossy, 5), 3000, 900_000, start: 77_000_000_123).Where(p => p.Arrived).Select(p => p.DelayMs)];
        Assert.Equal(first, later);
    }

    // 20 000 packets of one flow, listed as "number reason" per drop.
    private static byte[] DropList(ulong seed, long spacing, ushort ephemeral)
    {
        var link = new LinkEmulator(Lossy, LinkSeed.Derive(seed, "eu", "us"));
        var text = new StringBuilder();
        int number = 0;
        foreach (Passage passage in Traffic.Run(link, 20_000, spacing, flow: Traffic.Flow(sourcePort: ephemeral)))
        {
            if (!passage.Result.IsQueued)
            {
                text.Append(number).Append(' ').Append(passage.Result.Reason).Append('\n');
            }

            number++;
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}

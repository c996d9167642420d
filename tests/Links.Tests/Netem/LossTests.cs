using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Tests.Netem;

public sealed class LossTests
{
    [Theory]
    [InlineData(0.0001, 1_000_000)]
    [InlineData(0.01, 200_000)]
    [InlineData(0.05, 200_000)]
    [InlineData(0.5, 100_000)]
    public void Independent_loss_stays_within_four_sigma_of_the_binomial(double loss, int packets)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var link = new LinkEmulator(new LinkProfile { Loss = loss }, seed);
            int lost = Drops(link, packets).Count(d => d);
            double sigma = Math.Sqrt(packets * loss * (1 - loss));
            Assert.True(
                Math.Abs(lost - (packets * loss)) <= 4 * sigma,
                $"seed {seed}: {lost} of {packets} lost, expected {packets * loss} ± {4 * sigma:F0}");
        }
    }

    [Fact]
    public void Independent_losses_do_not_cluster()
    {
        bool[] lost = Drops(new LinkEmulator(new LinkProfile { Loss = 0.1 }, 11), 200_000);
        int pairs = lost.Zip(lost.Skip(1)).Count(p => p.First && p.Second);
        double expected = lost.Length * 0.01;
        Assert.InRange(pairs, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Loss_of_none_and_of_all_are_exact(double loss)
    {
        bool[] lost = Drops(new LinkEmulator(new LinkProfile { Loss = loss }, 2), 50_000);
        Assert.Equal((int)(loss * lost.Length), lost.Count(d => d));
    }

    [Theory]
    [InlineData(0.01, 0.3333333, 0)]
    [InlineData(0.002, 0.1, 0)]
    [InlineData(0.05, 0.5, 0.5)]
    public void Burst_loss_has_the_mean_loss_and_the_mean_burst_length_of_its_parameters(double p, double r, double h)
    {
        const int packets = 1_000_000;
        var model = new BurstLoss(p, r, 1 - h);
        bool[] lost = Drops(new LinkEmulator(new LinkProfile { BurstLoss = model }, 21), packets);
        double share = lost.Count(d => d) / (double)packets;

        // The share is a mean over alternating stays in the two states, about packets × p × r / (p + r) of them.
        double stays = packets * p * r / (p + r);
        double tolerance = model.MeanLoss * 5 * Math.Sqrt(2 / stays);
        Assert.True(Math.Abs(share - model.MeanLoss) <= tolerance, $"loss {share:P3}, expected {model.MeanLoss:P3} ± {tolerance:P3}");

        // After a loss the next packet is lost if the state stays bad (1 − r) and the loss strikes again (1 − h).
        double expected = 1 / (1 - ((1 - r) * (1 - h)));
        int bursts = lost.Where((l, i) => l && (i == 0 || !lost[i - 1])).Count();
        double length = lost.Count(d => d) / (double)bursts;
        Assert.True(
            Math.Abs(length - expected) <= 5 * expected / Math.Sqrt(bursts), $"{bursts} bursts of {length:F3} on average, expected {expected:F3}");
    }

    [Fact]
    public void Burst_losses_are_counted_apart()
    {
        var link = new LinkEmulator(new LinkProfile { BurstLoss = new BurstLoss(0.01, 0.3), Loss = 0.01 }, 4);
        List<Passage> passages = Traffic.Run(link, 20_000, 1000);
        var counters = new LinkCounters();
        link.CopyCounters(counters);
        Assert.Equal(passages.Count(p => p.Result.Reason == DropReason.Loss), counters.LostPackets);
        Assert.Equal(passages.Count(p => p.Result.Reason == DropReason.BurstLoss), counters.BurstLostPackets);
        Assert.True(counters is { LostPackets: > 100, BurstLostPackets: > 300 }, $"{counters.LostPackets} and {counters.BurstLostPackets}");
    }

    private static bool[] Drops(LinkEmulator link, int packets)
    {
        FlowKey flow = Traffic.Flow();
        var drops = new bool[packets];
        for (int i = 0; i < packets; i++)
        {
            var now = new Instant(i * 1000L);
            drops[i] = !link.Enqueue(now, flow, 1200, 0).IsQueued;
            link.TryDequeue(now, out _);
        }

        return drops;
    }
}

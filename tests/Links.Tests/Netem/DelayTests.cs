using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Tests.Netem;

public sealed class DelayTests
{
    [Fact]
    public void Without_jitter_every_packet_takes_exactly_the_delay()
    {
        var link = new LinkEmulator(new LinkProfile { Delay = TimeSpan.FromMilliseconds(47.5) }, 1);
        Assert.All(Traffic.Run(link, 1000, 333_333), p => Assert.Equal(47.5, p.DelayMs));
    }

    // From back-to-back packets to one per video frame: the median must not depend on how dense the traffic is.
    [Theory]
    [InlineData(10_000, 2.0)]
    [InlineData(100_000, 2.0)]
    [InlineData(1_000_000, 2.0)]
    [InlineData(33_333_333, 2.0)]
    [InlineData(1_000_000, 0.02)]
    [InlineData(1_000_000, 5.0)]
    public void Jitter_that_keeps_the_order_has_the_median_and_the_sigma_asked_for(long spacing, double sigma)
    {
        const double delay = 45;
        int packets = (int)Math.Clamp(60_000_000_000 / spacing, 20_000, 400_000);
        var link = new LinkEmulator(Jittery(delay, sigma), 9);
        List<Passage> passages = Traffic.Run(link, packets, spacing);
        List<double> delays = [.. passages.Select(p => p.DelayMs)];

        double median = Traffic.Median(delays);
        double deviation = Traffic.Deviation(delays);
        double minutes = packets * (double)spacing / 60e9;
        Assert.True(Math.Abs(median - delay) < Math.Max(0.06 * sigma, 0.002), $"median {median:F3} ms over {minutes:F1} min, expected {delay}");
        // Each knot of the jitter is a draw; so few seconds hold only some hundred of them.
        double tolerance = sigma * (0.03 + (1 / Math.Sqrt(packets * (double)spacing / (2 * Math.PI * sigma * 1e6))));
        Assert.True(Math.Abs(deviation - sigma) < tolerance, $"sigma {deviation:F4} ms over {minutes:F1} min, expected {sigma} ± {tolerance:F3}");
        AssertInOrder(passages);
    }

    [Fact]
    public void The_median_is_within_a_fifth_of_a_millisecond_over_twenty_seconds_of_video()
    {
        // 30 frames per second of four packets back to back, as a stream over an ocean link looks.
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var link = new LinkEmulator(Jittery(47.5, 2), seed);
            FlowKey flow = Traffic.Flow();
            var delays = new List<double>();
            for (int frame = 0; frame < 600; frame++)
            {
                for (int i = 0; i < 4; i++)
                {
                    var now = new Instant((frame * 33_333_333L) + (i * 20_000L));
                    delays.Add(link.Enqueue(now, flow, 1000, 0).Due.NanosecondsSince(now) / 1e6);
                    while (link.TryDequeue(now, out _))
                    {
                    }
                }
            }

            Assert.True(Math.Abs(Traffic.Median(delays) - 47.5) < 0.2, $"seed {seed}: median {Traffic.Median(delays):F3} ms, expected 47.5 ± 0.2");
        }
    }

    [Fact]
    public void The_rule_that_keeps_the_order_hardly_ever_moves_a_packet()
    {
        var link = new LinkEmulator(Jittery(45, 2), 13);
        List<Passage> passages = Traffic.Run(link, 200_000, 100_000);
        int moved = passages.Zip(passages.Skip(1)).Count(p => p.First.Delivered == p.Second.Delivered);
        Assert.True(moved < 200, $"{moved} of {passages.Count} packets were held back to keep the order");
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.025)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.84134474607)]
    [InlineData(0.975)]
    [InlineData(0.999)]
    public void Jitter_is_normal(double share)
    {
        var link = new LinkEmulator(Jittery(45, 1), 17);
        double[] sorted = [.. Traffic.Run(link, 100_000, 2_000_000).Select(p => p.DelayMs).Order()];
        double quantile = sorted[(int)(share * sorted.Length)] - 45;
        double expected = NormalQuantile.At(share, 10);
        Assert.True(Math.Abs(quantile - expected) < 0.06, $"quantile {share}: {quantile:F3}, expected {expected:F3}");
    }

    [Fact]
    public void With_reordering_packets_overtake_and_median_and_sigma_stay()
    {
        var link = new LinkEmulator(Jittery(45, 2) with { Reorder = true }, 19);
        List<Passage> passages = Traffic.Run(link, 100_000, 1_000_000);
        List<double> delays = [.. passages.Select(p => p.DelayMs)];
        int overtaken = passages.Zip(passages.Skip(1)).Count(p => p.Second.Delivered < p.First.Delivered);

        // Two independent draws of sigma 2 differ by more than 1 ms in that direction with probability Φ(−1/√8) = 0.362.
        Assert.InRange(overtaken / (double)passages.Count, 0.35, 0.375);
        Assert.InRange(Traffic.Median(delays), 45 - 0.03, 45 + 0.03);
        Assert.InRange(Traffic.Deviation(delays), 1.97, 2.03);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_packet_arrives_before_it_was_sent_and_the_median_stays(bool reorder)
    {
        var link = new LinkEmulator(Jittery(1, 3) with { Reorder = reorder }, 23);
        List<double> delays = [.. Traffic.Run(link, 100_000, 1_000_000).Select(p => p.DelayMs)];
        Assert.True(delays.Min() >= 0, $"a packet took {delays.Min()} ms");
        Assert.InRange(Traffic.Median(delays), 0.85, 1.15);
    }

    [Fact]
    public void A_flow_keeps_its_order_when_the_delay_falls()
    {
        var link = new LinkEmulator(new LinkProfile { Delay = TimeSpan.FromMilliseconds(80) }, 1);
        FlowKey flow = Traffic.Flow();
        Instant slow = link.Enqueue(new Instant(0), flow, 100, 0).Due;
        link.SetProfile(new LinkProfile { Delay = TimeSpan.FromMilliseconds(5) });
        Assert.Equal(slow, link.Enqueue(new Instant(1_000_000), flow, 100, 1).Due);
        Assert.Equal(new Instant(6_000_000), link.Enqueue(new Instant(1_000_000), Traffic.Flow(source: 9), 100, 2).Due);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959964)]
    [InlineData(0.025, -1.959964)]
    [InlineData(0.999, 3.090232)]
    [InlineData(0.9999999, 5.199338)]
    [InlineData(1e-12, -7.034484)]
    public void Normal_quantiles_are_the_published_ones(double p, double expected) =>
        Assert.Equal(expected, NormalQuantile.At(p, 20), 1e-5);

    private static LinkProfile Jittery(double delayMs, double sigmaMs) =>
        new() { Delay = TimeSpan.FromMilliseconds(delayMs), Jitter = TimeSpan.FromMilliseconds(sigmaMs) };

    private static void AssertInOrder(List<Passage> passages)
    {
        int late = passages.Zip(passages.Skip(1)).Count(p => p.Second.Delivered < p.First.Delivered);
        Assert.True(late == 0, $"{late} packets overtook the one before");
    }
}

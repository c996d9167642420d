using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Tests.Netem;

/// <summary>Traffic and a receiver for an emulator, on virtual time.</summary>
internal static class Traffic
{
    public const byte Udp = 17;

    public static FlowKey Flow(int source = 1, int destination = 2, ushort sourcePort = 40_000, ushort destinationPort = 5000) => new(
        Udp, NetAddress.FromIPv4(0x0A51_0000 + (uint)source, sourcePort), NetAddress.FromIPv4(0x0A52_0000 + (uint)destination, destinationPort));

    /// <summary>Offers packets of one flow at a fixed spacing and delivers each when it is due; returns one entry per packet offered.</summary>
    public static List<Passage> Run(
        LinkEmulator link, int packets, long spacingNs, int size = 1200, FlowKey? flow = null, long start = 1_000_000_000)
    {
        FlowKey key = flow ?? Flow();
        var passages = new List<Passage>(packets);
        for (int i = 0; i < packets; i++)
        {
            var now = new Instant(start + (i * spacingNs));
            DeliverUntil(link, now, passages);
            EnqueueResult result = link.Enqueue(now, key, size, i);
            passages.Add(new Passage(now, result, -1));
        }

        DeliverUntil(link, new Instant(long.MaxValue - 1), passages);
        return passages;
    }

    /// <summary>The median of some numbers.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The standard deviation of some numbers.</summary>
    public static double Deviation(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Count);
    }

    private static void DeliverUntil(LinkEmulator link, Instant now, List<Passage> passages)
    {
        while (link.NextDue <= now && link.TryDequeue(link.NextDue, out Departure departure))
        {
            link.RecordDelivery(departure, departure.Due);
            passages[departure.Slot] = passages[departure.Slot] with { Delivered = departure.Due.Nanoseconds };
        }
    }
}

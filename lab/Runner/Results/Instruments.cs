using CdnLab.Core;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Linux;
using CdnLab.Measurement.Results;
using CdnLab.Runner.Run;

namespace CdnLab.Runner.Results;

/// <summary>How good the instruments were. A run in which the tester was the bottleneck says nothing about the CDN.</summary>
internal static class Instruments
{
    public static IReadOnlyList<InstrumentReading> Of(CollectedRun run)
    {
        var readings = new List<InstrumentReading>();
        var lateness = new LatencyHistogram();
        foreach (HistogramData publisher in run.Swarms.Values.SelectMany(swarm => swarm.Publishers).Select(publisher => publisher.Lateness))
        {
            lateness.Merge(LatencyHistogram.FromData(publisher));
        }

        readings.Add(AtMost(
            "publishers' lateness, p99", lateness.PercentileMs(99), "ms", 5,
            "From a frame's planned moment to the sending call. It is part of every latency in the report."));
        foreach (MeasuredProcess process in run.Processes.Where(process => process.Kind is ProcessKind.Generator or ProcessKind.Emulator))
        {
            double wall = process.After.At.NanosecondsSince(process.Before.At);
            double wait = RunQueueWait.Between(process.Before.Waits, process.After.Waits) / wall;
            readings.Add(AtMost(
                $"{process.Name}: wait for a core", wait * 100, "% of wall time", process.Kind == ProcessKind.Emulator ? 5 : 20,
                process.Kind == ProcessKind.Emulator
                    ? "While the emulator waits, packets stay on the link longer than asked."
                    : "Viewers take the kernel's timestamps, so their own waiting is not counted as latency; publishers' is, and shows in their lateness."));
            if (process.Swarm is { } swarm)
            {
                readings.Add(AtMost(
                    $"{process.Name}: datagrams dropped in own buffers", swarm.SocketDrops, "datagrams", 0,
                    "Loss that the tester made itself."));
            }
        }

        if (run.Links is { } links)
        {
            bool fifo = links.Instrument.Fifo;
            readings.Add(AtMost(
                "link emulator's lateness, p99", links.Instrument.Lateness.P99Ms, "ms", fifo ? 1 : 5,
                fifo ? "From a packet's due moment to its delivery." : "From a packet's due moment to its delivery; without real-time priority the limit is wider."));
            readings.Add(AtMost(
                "packets the emulator could not take", links.Regions.Sum(region => region.TunTxDropped) + links.Links.Sum(link => link.OverloadDropPackets + link.WriteFailedPackets), "packets", 0,
                "Loss that is not the link's."));
            foreach (LinkDirectionTruth link in links.Links.Where(link => link.Delay.Count >= 100 && link.Profile.Rate.BitsPerSecond == 0))
            {
                double asked = link.Profile.Delay.TotalMilliseconds;
                readings.Add(AtMost(
                    $"link {link.From} → {link.To}: realised delay off by", Math.Abs(link.Delay.P50Ms - asked), "ms at p50", Math.Max(1, asked / 100),
                    $"{asked:0.###} ms were asked for, {link.Delay.P50Ms:0.###} ms were realised."));
            }
        }

        MeasuredProcess[] own = [.. run.Processes];
        if (own.Length > 0)
        {
            double wall = own.Max(process => process.After.At.NanosecondsSince(process.Before.At));
            double ours = own.Sum(process => process.After.CpuNs - process.Before.CpuNs) / (wall * Environment.ProcessorCount);
            double others = Math.Max(0, run.HostAfter.BusyRatioSince(run.HostBefore) - ours);
            readings.Add(AtMost(
                "CPU taken by processes outside the run", others * 100, "% of the machine", 10,
                "What others take, nodes and viewers must wait for; it would be taken for the CDN's slowness."));
        }

        readings.Add(AtMost(
            "steal", run.HostAfter.StealRatioSince(run.HostBefore) * 100, "% of CPU time", 1,
            "Time that the hypervisor gave to others."));
        readings.Add(AtMost(
            "wall clock against monotonic clock", Math.Abs(run.ClockDriftUs), "µs over the run", 1000,
            "Capture times and kernel timestamps are wall-clock times; a step of that clock would show as latency."));
        return readings;
    }

    private static InstrumentReading AtMost(string name, double value, string unit, double limit, string explanation) => new()
    {
        Name = name, Value = value, Unit = unit, Limit = limit, LimitKind = LimitKind.AtMost, Ok = value <= limit, Explanation = explanation,
    };
}

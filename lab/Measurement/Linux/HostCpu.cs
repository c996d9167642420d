using System.Globalization;

namespace CdnLab.Measurement.Linux;

/// <summary>What all CPUs of the host did since boot, in clock ticks: meaningful as a difference of two readings.</summary>
/// <param name="TotalTicks">All time of all CPUs.</param>
/// <param name="IdleTicks">Time with nothing to do, waiting for a disk included.</param>
/// <param name="StealTicks">Time in which the hypervisor gave the CPU to somebody else.</param>
/// <remarks>First line of /proc/stat, proc_stat(5).</remarks>
public readonly record struct HostCpu(long TotalTicks, long IdleTicks, long StealTicks)
{
    /// <summary>Reads the host; false where there is no /proc/stat.</summary>
    public static bool TryRead(out HostCpu cpu)
    {
        cpu = default;
        return ProcFile.TryRead("/proc/stat") is { } text && TryParse(text, out cpu);
    }

    /// <summary>Takes the figures from the text of /proc/stat.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out HostCpu cpu)
    {
        cpu = default;
        int end = text.IndexOf('\n');
        ReadOnlySpan<char> line = end < 0 ? text : text[..end];
        Span<Range> fields = stackalloc Range[12];
        int count = line.Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries);
        if (count < 9 || !line[fields[0]].SequenceEqual("cpu"))
        {
            return false;
        }

        // user nice system idle iowait irq softirq steal; guest time, which follows, is already part of user.
        Span<long> ticks = stackalloc long[8];
        long total = 0;
        for (int i = 0; i < ticks.Length; i++)
        {
            if (!long.TryParse(line[fields[i + 1]], NumberStyles.None, CultureInfo.InvariantCulture, out ticks[i]))
            {
                return false;
            }

            total += ticks[i];
        }

        cpu = new HostCpu(total, ticks[3] + ticks[4], ticks[7]);
        return true;
    }

    /// <summary>The share of the host's CPU time that was stolen since an earlier reading: 0 to 1.</summary>
    public double StealRatioSince(HostCpu earlier) => Ratio(StealTicks - earlier.StealTicks, TotalTicks - earlier.TotalTicks);

    /// <summary>The share of the host's CPU time that was used since an earlier reading: 0 to 1.</summary>
    public double BusyRatioSince(HostCpu earlier)
    {
        long total = TotalTicks - earlier.TotalTicks;
        return Ratio(total - (IdleTicks - earlier.IdleTicks), total);
    }

    private static double Ratio(long part, long total) => total <= 0 ? 0 : Math.Clamp((double)part / total, 0, 1);
}

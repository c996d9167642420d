using CdnLab.Core;

namespace CdnLab.Viewers.Peers;

/// <summary>Latencies of all viewers of one stream together; one thread's viewers share it.</summary>
public sealed class StreamLatencies
{
    /// <summary>Pictures.</summary>
    public LatencyHistogram Video { get; } = new();

    /// <summary>Sounds.</summary>
    public LatencyHistogram Audio { get; } = new();

    /// <summary>Both, by second of the host's monotonic clock: what the chart over time is made from.</summary>
    public SortedDictionary<long, LatencyHistogram> BySecond { get; } = [];

    /// <summary>Adds a frame.</summary>
    public void Record(bool video, Instant captured, long latency)
    {
        (video ? Video : Audio).Record(latency);
        long second = captured.Nanoseconds / 1_000_000_000;
        if (!BySecond.TryGetValue(second, out LatencyHistogram? bin))
        {
            BySecond.Add(second, bin = new LatencyHistogram());
        }

        bin.Record(latency);
    }
}

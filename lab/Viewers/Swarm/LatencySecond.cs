using CdnLab.Core;

namespace CdnLab.Viewers.Swarm;

/// <summary>Latencies of the frames planned in one second.</summary>
/// <param name="Second">Whole seconds of the host's monotonic clock.</param>
/// <param name="Latency">The latencies.</param>
public sealed record LatencySecond(long Second, HistogramData Latency);

using CdnLab.Core;

namespace CdnLab.Viewers.Swarm;

/// <summary>Latencies of all of a swarm's viewers of one stream: planned send time to completing packet.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Video">Pictures.</param>
/// <param name="Audio">Sounds.</param>
/// <param name="Bins">Both, by second of the host's monotonic clock.</param>
public sealed record ViewedStreamResult(string Stream, HistogramData Video, HistogramData Audio, IReadOnlyList<LatencySecond> Bins);

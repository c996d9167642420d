using CdnLab.Core;

namespace CdnLab.Viewers.Swarm;

/// <summary>How a swarm's process fared in its window: whether it measured or was in the way.</summary>
/// <param name="ViewerLoopLateness">From when a timer of the viewers' loop was due to when the loop came to it.</param>
/// <param name="SocketDrops">Datagrams lost in this process's own socket buffers since the window began.</param>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap.</param>
/// <param name="Collections">Collections of the managed heap.</param>
/// <param name="CollectionPauseMs">Time that collections paused the process, in milliseconds.</param>
public sealed record SwarmProcessResult(
    HistogramData ViewerLoopLateness, long SocketDrops, long AllocatedBytes, int Collections, double CollectionPauseMs);

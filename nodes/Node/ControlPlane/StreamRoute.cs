using CdnLab.Control;

namespace CdnLab.Node.ControlPlane;

/// <summary>Where a stream can be had.</summary>
/// <param name="Stream">The stream as its node announced it.</param>
/// <param name="Node">That node.</param>
/// <param name="IsReachable">Whether there is a link to it now.</param>
public sealed record StreamRoute(StreamInfo Stream, NodeInfo Node, bool IsReachable);

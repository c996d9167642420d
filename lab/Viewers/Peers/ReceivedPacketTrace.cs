namespace CdnLab.Viewers.Peers;

/// <summary>A traced packet as a viewer received it. Times are on the host's monotonic clock, in nanoseconds.</summary>
/// <param name="Viewer">The viewer's name.</param>
/// <param name="Ssrc">SSRC.</param>
/// <param name="Sequence">Sequence number.</param>
/// <param name="Timestamp">RTP timestamp.</param>
/// <param name="ReceivedNs">When the kernel took it in.</param>
public readonly record struct ReceivedPacketTrace(string Viewer, uint Ssrc, ushort Sequence, uint Timestamp, long ReceivedNs);

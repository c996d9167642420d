namespace CdnLab.Viewers.Peers;

/// <summary>A traced packet as its publisher sent it. Times are on the host's monotonic clock, in nanoseconds.</summary>
/// <param name="Ssrc">SSRC.</param>
/// <param name="Sequence">Sequence number.</param>
/// <param name="Timestamp">RTP timestamp.</param>
/// <param name="PlannedNs">When its frame was to be sent.</param>
/// <param name="SentNs">When it was handed to the kernel.</param>
public readonly record struct SentPacketTrace(uint Ssrc, ushort Sequence, uint Timestamp, long PlannedNs, long SentNs);

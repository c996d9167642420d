namespace CdnLab.Node.Loop;

/// <summary>One traced packet's way through this node: times on the host's monotonic clock, in nanoseconds.</summary>
/// <param name="ReceivedNs">When the kernel took it in.</param>
/// <param name="SentNs">When it was handed to the kernel again.</param>
/// <param name="InSsrc">SSRC as it came.</param>
/// <param name="InSequence">Sequence number as it came.</param>
/// <param name="OutSsrc">SSRC as it left.</param>
/// <param name="OutSequence">Sequence number as it left.</param>
/// <param name="Timestamp">RTP timestamp, the same on both sides.</param>
public readonly record struct HopRecord(
    long ReceivedNs, long SentNs, uint InSsrc, ushort InSequence, uint OutSsrc, ushort OutSequence, uint Timestamp);

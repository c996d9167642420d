using CdnLab.Core;

namespace CdnLab.Rtc.Receiving;

/// <summary>A media packet after decryption and, for a retransmission, after the original was restored.</summary>
/// <param name="Extended">Sequence number without wrap; goes on over a change of the sender's SSRC.</param>
/// <param name="Timestamp">RTP timestamp.</param>
/// <param name="Marker">The RTP marker.</param>
/// <param name="CaptureTime">abs-capture-time (UQ32.32), or 0 where the packet has none.</param>
/// <param name="Received">When the kernel took it in.</param>
/// <param name="Ssrc">SSRC of the datagram itself.</param>
/// <param name="Sequence">Sequence number of the datagram itself.</param>
/// <param name="Retransmission">Whether it came by RTX.</param>
public readonly record struct ReceivedPacket(
    long Extended, uint Timestamp, bool Marker, ulong CaptureTime, Instant Received, uint Ssrc, ushort Sequence, bool Retransmission);

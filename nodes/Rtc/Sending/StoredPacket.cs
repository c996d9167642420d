using CdnLab.Core;

namespace CdnLab.Rtc.Sending;

/// <summary>What is known of a packet besides its payload.</summary>
/// <param name="Extended">Its sequence number without wrap, as this node counts them.</param>
/// <param name="Timestamp">Its RTP timestamp.</param>
/// <param name="Marker">The RTP marker: the last packet of a picture.</param>
/// <param name="KeyFrameStart">Whether a key frame begins here.</param>
/// <param name="CaptureTime">abs-capture-time (UQ32.32), or 0 where the packet has none.</param>
/// <param name="Received">When the kernel took it in.</param>
/// <param name="InSsrc">Its SSRC as it came.</param>
/// <param name="InSequence">Its sequence number as it came.</param>
public readonly record struct StoredPacket(
    long Extended, uint Timestamp, bool Marker, bool KeyFrameStart, ulong CaptureTime, Instant Received, uint InSsrc, ushort InSequence);

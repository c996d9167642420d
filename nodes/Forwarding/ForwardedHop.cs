using CdnLab.Core;

namespace CdnLab.Forwarding;

/// <summary>One packet's way through a node: what ties the packet that left to the packet that came.</summary>
/// <param name="Received">When the kernel took the packet in; <see cref="Instant.Zero"/> where nothing was forwarded.</param>
/// <param name="InSsrc">Its SSRC as it came.</param>
/// <param name="InSequence">Its sequence number as it came.</param>
/// <param name="OutSsrc">Its SSRC as it leaves.</param>
/// <param name="OutSequence">Its sequence number as it leaves.</param>
/// <param name="Timestamp">Its RTP timestamp, which nodes leave as it is.</param>
/// <param name="Live">False for packets from the history: catching up and retransmissions, whose time here is no delay.</param>
public readonly record struct ForwardedHop(
    Instant Received, uint InSsrc, ushort InSequence, uint OutSsrc, ushort OutSequence, uint Timestamp, bool Live);

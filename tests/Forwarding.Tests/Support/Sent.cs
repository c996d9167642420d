namespace CdnLab.Forwarding.Tests.Support;

/// <summary>An RTP packet as its receiver sees it.</summary>
internal sealed record Sent(int PayloadType, uint Ssrc, ushort Sequence, uint Timestamp, bool Marker, byte[] Payload);

using CdnLab.Core;

namespace CdnLab.Udp.Tests;

/// <summary>A datagram as the socket told of it.</summary>
internal sealed record Arrived(byte[] Bytes, NetAddress From, NetAddress To, long UnixNanoseconds);

using CdnLab.Core;
using CdnLab.Rtc.Receiving;

namespace CdnLab.Forwarding.Tests.Support;

/// <summary>Keeps what a receiver hands on.</summary>
internal sealed class ReceivedLog : IReceivedMedia
{
    public List<(int Track, ReceivedPacket Packet, byte[] Payload)> Packets { get; } = [];

    public List<int> Restarts { get; } = [];

    public List<(int Track, uint Timestamp, Instant At)> Clocks { get; } = [];

    public void OnPacket(int track, in ReceivedPacket packet, ReadOnlySpan<byte> payload) => Packets.Add((track, packet, payload.ToArray()));

    public void OnRestart(int track) => Restarts.Add(track);

    public void OnMediaClock(int track, uint timestamp, Instant at) => Clocks.Add((track, timestamp, at));
}

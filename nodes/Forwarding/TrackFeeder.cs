using CdnLab.Core;
using CdnLab.Rtc.Receiving;
using CdnLab.Rtc.Sending;

namespace CdnLab.Forwarding;

/// <summary>Hands what a publisher or an upstream node sends to the tracks of its stream.</summary>
internal sealed class TrackFeeder(Track[] tracks, IForwardingSink sink) : IReceivedMedia
{
    /// <summary>abs-send-time of the loop's current turn.</summary>
    public uint AbsSendTime { get; set; }

    public void OnPacket(int track, in ReceivedPacket packet, ReadOnlySpan<byte> payload) =>
        tracks[track].Receive(
            new StoredPacket(
                packet.Extended, packet.Timestamp, packet.Marker, false, packet.CaptureTime, packet.Received, packet.Ssrc, packet.Sequence),
            payload,
            AbsSendTime,
            sink);

    public void OnRestart(int track) => tracks[track].KeyFrameGate.Request();

    public void OnMediaClock(int track, uint timestamp, Instant at) => tracks[track].Clock.Set(timestamp, at);
}

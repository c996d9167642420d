using CdnLab.Core;
using CdnLab.Rtc.Rtcp;

namespace CdnLab.Rtc.Feedback;

/// <summary>Counts what is sent on one outgoing source and makes its sender reports.</summary>
/// <remarks>RFC 3550 §6.4.1. Owned by one loop.</remarks>
public sealed class SenderStatistics
{
    /// <summary>Begins before the first packet.</summary>
    /// <param name="ssrc">The outgoing source.</param>
    /// <param name="clockRate">Units of its RTP timestamps per second.</param>
    public SenderStatistics(uint ssrc, int clockRate)
    {
        Ssrc = ssrc;
        Clock = new MediaClock(clockRate);
    }

    /// <summary>The outgoing source.</summary>
    public uint Ssrc { get; }

    /// <summary>
    /// The line of NTP/RTP pairs. Give it exact points (<see cref="MediaClock.Set"/>, in outgoing timestamps) where they are known,
    /// from one reference for sound and picture; else it follows the packets.
    /// </summary>
    public MediaClock Clock { get; }

    /// <summary>Packets sent.</summary>
    public long PacketCount { get; private set; }

    /// <summary>Payload bytes sent, without headers and padding.</summary>
    public long OctetCount { get; private set; }

    /// <summary>Counts a packet. Retransmissions belong to their own source.</summary>
    /// <param name="timestamp">Its outgoing RTP timestamp.</param>
    /// <param name="moment">When its content was captured; where that is not known, when it arrived or was sent.</param>
    /// <param name="payloadBytes">Its payload without padding, in bytes.</param>
    public void OnPacketSent(uint timestamp, Instant moment, int payloadBytes)
    {
        PacketCount++;
        OctetCount += payloadBytes;
        Clock.Observe(timestamp, moment);
    }

    /// <summary>Makes the sender part of an SR.</summary>
    /// <param name="now">The present.</param>
    /// <param name="ntp">The same on the wall clock; all sources of a sender use the same clock.</param>
    /// <param name="sender">What to write.</param>
    /// <returns>False before the first packet.</returns>
    public bool TryMakeReport(Instant now, NtpTime ntp, out SenderInfo sender)
    {
        bool any = PacketCount > 0 && Clock.HasReference;
        sender = any ? new SenderInfo(Ssrc, ntp, Clock.TimestampAt(now), (uint)PacketCount, (uint)OctetCount) : default;
        return any;
    }
}

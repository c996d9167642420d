namespace CdnLab.Rtc.Receiving;

/// <summary>Takes the packets of a <see cref="MediaReceiver"/>.</summary>
public interface IReceivedMedia
{
    /// <summary>A packet of a track has come, in whatever order, perhaps for the second time.</summary>
    /// <param name="track">The track's place in the receiver's list.</param>
    /// <param name="packet">What is known of it.</param>
    /// <param name="payload">Its payload, only valid during the call.</param>
    void OnPacket(int track, in ReceivedPacket packet, ReadOnlySpan<byte> payload);

    /// <summary>A track's sender goes on under another SSRC: what is to be decoded from there begins with a key frame.</summary>
    void OnRestart(int track);

    /// <summary>A track's media clock has become known, or known better.</summary>
    /// <param name="track">The track's place in the receiver's list.</param>
    /// <param name="timestamp">An RTP timestamp.</param>
    /// <param name="at">Its moment.</param>
    void OnMediaClock(int track, uint timestamp, CdnLab.Core.Instant at);
}

using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Rtp;

namespace CdnLab.Rtc.Receiving;

/// <summary>One track as it is received: its numbers, and what its sender has to be told.</summary>
/// <remarks>Owned by one loop.</remarks>
public sealed class ReceiverTrack
{
    private readonly int _clockRate;
    private SequenceUnwrapper _unwrapper;
    private long _offset;
    private long _highest = -1;
    private uint? _formerSsrc;
    private TrackLoss _formerLoss;

    /// <summary>Makes a track that has not started.</summary>
    /// <param name="payloadType">Payload type of the media.</param>
    /// <param name="rtxPayloadType">Payload type of retransmissions; 0 where there are none.</param>
    /// <param name="clockRate">RTP ticks per second.</param>
    /// <param name="nack">Whether missing packets are asked for.</param>
    /// <param name="keyFrameGate">Where requests for key frames come together; null for audio.</param>
    public ReceiverTrack(byte payloadType, byte rtxPayloadType, int clockRate, bool nack, KeyFrameRequestGate? keyFrameGate)
    {
        PayloadType = payloadType;
        RtxPayloadType = rtxPayloadType;
        _clockRate = clockRate;
        Nack = nack ? new NackGenerator() : null;
        KeyFrameGate = keyFrameGate;
    }

    /// <summary>Payload type of the media.</summary>
    public byte PayloadType { get; }

    /// <summary>Payload type of retransmissions; 0 where there are none.</summary>
    public byte RtxPayloadType { get; }

    /// <summary>SSRC of the media, learnt from the first packet.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>Whether a packet has come.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Asks for missing packets; null where that was not agreed on.</summary>
    public NackGenerator? Nack { get; private set; }

    /// <summary>Where requests for key frames come together.</summary>
    public KeyFrameRequestGate? KeyFrameGate { get; }

    /// <summary>What became of the packets that were missed, over all SSRCs of the track.</summary>
    public TrackLoss Loss => Nack is not { } nack
        ? default
        : new TrackLoss(
            _formerLoss.Lost + nack.Requested - nack.Reordered, _formerLoss.Repaired + nack.Recovered, _formerLoss.GivenUp + nack.GivenUp);

    /// <summary>For receiver reports; null until the first packet.</summary>
    public ReceptionStatistics? Reception { get; private set; }

    /// <summary>
    /// Finds a packet's number without wrap, as its sender counts and as we do. A sender that changes its SSRC goes on where
    /// the one before ended, so that what follows sees one unbroken stream.
    /// </summary>
    internal bool TryUnwrap(uint ssrc, ushort sequence, out long own, out long extended, out bool restarted)
    {
        own = 0;
        extended = 0;
        if (ssrc == _formerSsrc)
        {
            // A late packet from before the change: going back to its SSRC would start everything anew, twice.
            restarted = false;
            return false;
        }

        restarted = HasStarted && ssrc != Ssrc;
        if (!HasStarted || restarted)
        {
            _formerSsrc = restarted ? Ssrc : null;
            _formerLoss = Loss;
            HasStarted = true;
            Ssrc = ssrc;
            _unwrapper = default;
            _offset = restarted ? _highest + 1 - sequence : 0;
            Reception = new ReceptionStatistics(ssrc, _clockRate);
            if (restarted && Nack is not null)
            {
                Nack = new NackGenerator();
            }
        }

        if (!_unwrapper.TryUnwrap(sequence, out own))
        {
            return false;
        }

        extended = own + _offset;
        _highest = Math.Max(_highest, extended);
        return extended >= 0;
    }
}

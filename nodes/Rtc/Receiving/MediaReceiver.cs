using System.Buffers.Binary;
using CdnLab.Rtc.Sending;
using CdnLab.Core;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Session;

namespace CdnLab.Rtc.Receiving;

/// <summary>
/// The receiving half of a session: sorts packets to tracks, restores retransmitted ones, and tells the sender what it has to
/// know (NACK, PLI, receiver reports, transport-wide feedback).
/// </summary>
/// <remarks>Owned by one loop; allocates nothing per packet. RFC 3550 §6.4, 4585 §6, 4588 §4.</remarks>
public sealed class MediaReceiver
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RetryMargin = TimeSpan.FromMilliseconds(5);

    private readonly int[] _byPayloadType = new int[128];
    private readonly ReceiverTrack[] _tracks;
    private readonly IReceivedMedia _media;
    private readonly TransportFeedbackGenerator? _transportFeedback;
    private readonly byte _transportCcId;
    private readonly byte _captureTimeId;
    private readonly uint _ownSsrc;
    private readonly ReceiverCounters _counters;
    private readonly RemoteWallClock _peerClock = new();
    private Instant _reportAt = Instant.Never;

    /// <summary>Makes a receiver.</summary>
    /// <param name="tracks">What is received; <see cref="IReceivedMedia"/> gets their places in this list.</param>
    /// <param name="media">Who takes the packets.</param>
    /// <param name="transportCcId">Number of the transport-wide sequence number extension; 0 for none.</param>
    /// <param name="captureTimeId">Number of the abs-capture-time extension; 0 for none.</param>
    /// <param name="ownSsrc">The SSRC that our feedback comes from.</param>
    /// <param name="counters">Where to count.</param>
    public MediaReceiver(
        ReceiverTrack[] tracks, IReceivedMedia media, byte transportCcId, byte captureTimeId, uint ownSsrc, ReceiverCounters counters)
    {
        _tracks = tracks;
        _media = media;
        _transportCcId = transportCcId;
        _captureTimeId = captureTimeId;
        _ownSsrc = ownSsrc;
        _counters = counters;
        _transportFeedback = transportCcId != 0 ? new TransportFeedbackGenerator(ownSsrc) : null;
        Array.Fill(_byPayloadType, -1);
        for (int i = 0; i < tracks.Length; i++)
        {
            _byPayloadType[tracks[i].PayloadType] = i;
            if (tracks[i].RtxPayloadType != 0)
            {
                _byPayloadType[tracks[i].RtxPayloadType] = i;
            }
        }
    }

    /// <summary>The tracks, in the order given.</summary>
    public ReadOnlySpan<ReceiverTrack> Tracks => _tracks;

    /// <summary>When <see cref="SendDue"/> has something to send.</summary>
    public Instant NextTimeout
    {
        get
        {
            Instant next = Instant.Min(_reportAt, _transportFeedback?.NextTimeout ?? Instant.Never);
            foreach (ReceiverTrack track in _tracks)
            {
                next = Instant.Min(next, track.Nack?.NextTimeout ?? Instant.Never);
                next = Instant.Min(next, track.KeyFrameGate?.NextTimeout ?? Instant.Never);
            }

            return next;
        }
    }

    /// <summary>Takes a decrypted RTP packet.</summary>
    public void HandleRtp(in Moment moment, Instant received, ReadOnlySpan<byte> rtp)
    {
        if (!RtpPacket.TryParse(rtp, out RtpPacket packet))
        {
            _counters.MalformedRtp++;
            return;
        }

        _counters.RtpReceived++;
        if (_transportFeedback is not null
            && packet.TryGetExtension(_transportCcId, out ReadOnlySpan<byte> data)
            && TransportSequenceNumber.TryRead(data, out ushort transportSequence))
        {
            _transportFeedback.OnPacket(received, transportSequence);
        }

        int index = _byPayloadType[packet.PayloadType];
        if (index < 0)
        {
            _counters.UnknownPayloadTypes++;
            return;
        }

        ReceiverTrack track = _tracks[index];
        bool retransmission = packet.PayloadType == track.RtxPayloadType;
        ushort sequence = packet.SequenceNumber;
        uint ssrc = packet.Ssrc;
        ReadOnlySpan<byte> payload = packet.Payload;
        if (retransmission)
        {
            _counters.RtxReceived++;

            // Padding on the RTX stream carries no original; a retransmission before the media is of nothing known.
            if (!track.HasStarted || !RtpRtx.TryRead(payload, out sequence, out payload))
            {
                return;
            }

            ssrc = track.Ssrc;
        }

        if (!track.TryUnwrap(ssrc, sequence, out long own, out long extended, out bool restarted))
        {
            return;
        }

        if (restarted)
        {
            _media.OnRestart(index);
        }

        ulong captureTime = _captureTimeId != 0
            && packet.TryGetExtension(_captureTimeId, out data)
            && data.Length >= AbsCaptureTime.ShortLength
                ? BinaryPrimitives.ReadUInt64BigEndian(data)
                : 0;
        track.Nack?.OnPacket(moment.Now, own, retransmission);
        if (!retransmission)
        {
            track.Reception?.OnPacket(received, sequence, packet.Timestamp);
        }

        _media.OnPacket(
            index,
            new ReceivedPacket(
                extended, packet.Timestamp, packet.Marker, captureTime, received, packet.Ssrc, packet.SequenceNumber, retransmission),
            payload);
        if (_reportAt.IsNever)
        {
            _reportAt = moment.Now + ReportInterval;
        }
    }

    /// <summary>Takes a sender report: how this peer's media clock runs.</summary>
    public void HandleSenderReport(in Moment moment, in SenderInfo sender)
    {
        for (int i = 0; i < _tracks.Length; i++)
        {
            ReceiverTrack track = _tracks[i];
            if (!track.HasStarted || track.Ssrc != sender.Ssrc)
            {
                continue;
            }

            track.Reception?.OnSenderReport(moment.Now, sender.Ntp);
            _peerClock.OnSenderReport(moment.Now, sender.Ntp);
            _media.OnMediaClock(i, sender.RtpTimestamp, _peerClock.ToInstant(sender.Ntp));
        }
    }

    /// <summary>Sends what the sender upstream has to know now: NACKs, key frame requests, reports.</summary>
    /// <param name="moment">Now.</param>
    /// <param name="roundTrip">The last measured round trip to the sender; zero when none has been measured.</param>
    /// <param name="outlet">Where it goes.</param>
    public void SendDue(in Moment moment, TimeSpan roundTrip, RtcpOutlet outlet)
    {
        Span<ushort> sequences = stackalloc ushort[64];
        foreach (ReceiverTrack track in _tracks)
        {
            if (track.Nack is { } nack && nack.NextTimeout <= moment.Now)
            {
                if (roundTrip > TimeSpan.Zero)
                {
                    // A margin over the round trip, or jitter would have every packet asked for twice.
                    nack.RoundTripTime = (roundTrip * 1.25) + RetryMargin;
                }

                while (nack.TryGetDue(moment.Now, sequences, out int count))
                {
                    var writer = new RtcpWriter(outlet.Buffer, reducedSize: true);
                    writer.TryWriteNack(_ownSsrc, track.Ssrc, sequences[..count]);
                    outlet.Send(writer.Length);
                    _counters.NacksSent += count;
                }

                if (nack.TakeKeyFrameNeeded())
                {
                    track.KeyFrameGate?.Request();
                }
            }

            if (track.HasStarted && track.KeyFrameGate is { } gate && gate.TryTake(moment.Now))
            {
                var writer = new RtcpWriter(outlet.Buffer, reducedSize: true);
                writer.TryWritePictureLoss(_ownSsrc, track.Ssrc);
                outlet.Send(writer.Length);
                _counters.KeyFrameRequestsSent++;
            }
        }

        if (_transportFeedback is { } feedback && feedback.NextTimeout <= moment.Now)
        {
            feedback.MediaSsrc = FirstSsrc;
            while (feedback.TryWrite(moment.Now, outlet.Buffer, out int length))
            {
                outlet.Send(length);
            }
        }

        if (_reportAt <= moment.Now)
        {
            _reportAt = moment.Now + ReportInterval;
            SendReceiverReport(moment, outlet);
        }
    }

    private uint FirstSsrc
    {
        get
        {
            foreach (ReceiverTrack track in _tracks)
            {
                if (track.HasStarted)
                {
                    return track.Ssrc;
                }
            }

            return 0;
        }
    }

    private void SendReceiverReport(in Moment moment, RtcpOutlet outlet)
    {
        Span<ReportBlock> blocks = stackalloc ReportBlock[2];
        int count = 0;
        foreach (ReceiverTrack track in _tracks)
        {
            if (track.Reception is { } reception && count < blocks.Length)
            {
                blocks[count++] = reception.MakeReport(moment.Now);
            }
        }

        var writer = new RtcpWriter(outlet.Buffer);
        writer.TryWriteReceiverReport(_ownSsrc, blocks[..count]);
        writer.TryWriteCname(_ownSsrc, outlet.Cname);
        outlet.Send(writer.Length);
    }
}

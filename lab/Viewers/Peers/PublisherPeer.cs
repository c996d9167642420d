using System.Buffers.Binary;
using CdnLab.Core;
using CdnLab.Media;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sdp;
using CdnLab.Rtc.Sending;
using CdnLab.Rtc.Session;
using CdnLab.Viewers.Clips;

namespace CdnLab.Viewers.Peers;

/// <summary>
/// A simulated publisher: sends a clip in real time, every frame at its planned moment, stamps that moment into each packet as
/// capture time, answers NACKs, and cuts to a key frame when asked.
/// </summary>
public sealed class PublisherPeer : RtcPeer
{
    // With header, extensions and tag the datagram stays at or below 1200 bytes, as browsers send them.
    private const int MaximumPayload = 1120;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly Clip _clip;
    private readonly EgressTransport _transport = new();
    private readonly uint _videoSsrc;
    private readonly uint _videoRtxSsrc;
    private readonly uint _audioSsrc;
    private readonly uint _audioRtxSsrc;
    private readonly byte[] _payload = new byte[MaximumPayload];
    private readonly List<Instant> _unsentPlans = [];
    private readonly List<SentPacketTrace> _unsentTraces = [];
    private PublishedTrack? _video;
    private PublishedTrack? _audio;
    private Instant _startsAt;
    private Instant _reportAt;
    private long _frame;
    private long _sound;
    private int _place;
    private ushort _pictureId;
    private bool _cut;

    /// <summary>Makes a publisher of a clip.</summary>
    public PublisherPeer(PeerSetup setup, Clip clip)
        : base(setup)
    {
        _clip = clip;
        Span<byte> bytes = stackalloc byte[16];
        setup.Random(bytes);
        _videoSsrc = BinaryPrimitives.ReadUInt32LittleEndian(bytes) | 1;
        _videoRtxSsrc = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) | 1;
        _audioSsrc = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) & ~1u;
        _audioRtxSsrc = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) & ~1u;
    }

    /// <summary>From a frame's planned moment to the sending call, nanoseconds; the measuring window only.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>Traced packets of the measuring window.</summary>
    public List<SentPacketTrace> Traces { get; } = [];

    /// <summary>Pictures whose planned moment lies in the measuring window.</summary>
    public long VideoFrames { get; private set; }

    /// <summary>Sounds whose planned moment lies in the measuring window.</summary>
    public long AudioFrames { get; private set; }

    /// <summary>Media packets of the measuring window, retransmissions apart.</summary>
    public long Packets { get; private set; }

    /// <summary>Payload bytes of the measuring window.</summary>
    public long Octets { get; private set; }

    /// <summary>Key frames cut to because somebody asked, since the start.</summary>
    public long Cuts { get; private set; }

    /// <summary>Packets sent again, since the start.</summary>
    public long Retransmitted => (_video?.Sender.Retransmitted ?? 0) + (_audio?.Sender.Retransmitted ?? 0);

    /// <summary>The frames that are measured: those planned from the first moment on and before the second.</summary>
    public MeasuringWindow Window { get; set; } = MeasuringWindow.None;

    /// <inheritdoc/>
    protected override Instant NextMediaTimeout => Instant.Min(_reportAt, Instant.Min(VideoAt(_frame), AudioAt(_sound)));

    /// <summary>What was written has been handed to the kernel.</summary>
    public void MarkSent(Instant sent)
    {
        foreach (Instant planned in _unsentPlans)
        {
            if (Window.Contains(planned))
            {
                Lateness.Record(sent.NanosecondsSince(planned));
            }
        }

        foreach (SentPacketTrace trace in _unsentTraces)
        {
            Traces.Add(trace with { SentNs = sent.Nanoseconds });
        }

        _unsentPlans.Clear();
        _unsentTraces.Clear();
    }

    /// <inheritdoc/>
    protected override OfferOptions ShapeOffer(OfferOptions options)
    {
        string cname = System.Text.Encoding.ASCII.GetString(Cname);
        return options with
        {
            Direction = SdpDirection.SendOnly,
            Media =
            [
                MediaCapabilities.DefaultAudio,
                MediaCapabilities.DefaultVideo with { Codecs = [MediaCapabilities.DefaultVideo.Codecs[0]] },
            ],
            Tracks =
            [
                new SdpSendTrack { Kind = MediaKind.Audio, Ssrc = _audioSsrc, RtxSsrc = _audioRtxSsrc, Cname = cname, StreamId = "lab", TrackId = "audio" },
                new SdpSendTrack { Kind = MediaKind.Video, Ssrc = _videoSsrc, RtxSsrc = _videoRtxSsrc, Cname = cname, StreamId = "lab", TrackId = "video" },
            ],
        };
    }

    /// <inheritdoc/>
    protected override void OnNegotiated(Instant now, NegotiatedSession session)
    {
        _video = session.Video is { } video ? NewTrack(video, _videoSsrc, _videoRtxSsrc, history: 1024) : null;
        _audio = session.Audio is { } audio ? NewTrack(audio, _audioSsrc, _audioRtxSsrc, history: 256) : null;
    }

    /// <inheritdoc/>
    protected override void OnConnected(Instant now)
    {
        _transport.Srtp = Transport!.Srtp;
        _transport.Remote = Transport.Remote;
        _startsAt = now;
        _reportAt = now;
    }

    /// <inheritdoc/>
    protected override void OnRtp(in Moment moment, Instant received, ReadOnlySpan<byte> packet)
    {
        // Nobody sends media to a publisher; what comes all the same is none of its business.
    }

    /// <inheritdoc/>
    protected override void OnRtcp(in Moment moment, ReadOnlySpan<byte> compound)
    {
        var reader = new RtcpReader(compound);
        while (reader.MoveNext())
        {
            switch (reader.Current.Kind)
            {
                case RtcpKind.Nack when RtcpNack.TryParse(reader.Current, out RtcpNack nack):
                    PublishedTrack? track = nack.MediaSsrc == _videoSsrc ? _video : nack.MediaSsrc == _audioSsrc ? _audio : null;
                    foreach (ushort sequence in nack)
                    {
                        track?.Retransmit(sequence, moment.AbsSendTime, Setup.Sink, _transport.Remote);
                    }

                    break;
                case RtcpKind.PictureLoss or RtcpKind.FullIntraRequest:
                    _cut = true;
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnMediaTimeout(in Moment moment)
    {
        while (_video is not null && VideoAt(_frame) <= moment.Now)
        {
            SendPicture(_video, moment);
        }

        while (_audio is not null && AudioAt(_sound) <= moment.Now)
        {
            SendSound(_audio, moment);
        }

        if (_reportAt <= moment.Now)
        {
            _reportAt = moment.Now + ReportInterval;
            SendReports(moment);
        }
    }

    /// <inheritdoc/>
    protected override void OnClosing(in Moment moment, string reason)
    {
        var writer = new RtcpWriter(Outlet.Buffer);
        writer.TryWriteReceiverReport(_videoSsrc);
        writer.TryWriteCname(_videoSsrc, Cname);
        writer.TryWriteGoodbye([_videoSsrc, _audioSsrc], System.Text.Encoding.UTF8.GetBytes(reason));
        Outlet.Send(writer.Length);
    }

    private Instant VideoAt(long frame) => _startsAt.AddNanoseconds(frame * _clip.VideoTicks * 100_000 / 9);

    // Half a sound's length behind the pictures, so that not every sound shares its moment with a picture.
    private Instant AudioAt(long sound) => _startsAt.AddNanoseconds((sound * 20_000_000) + 10_000_000);

    private PublishedTrack NewTrack(NegotiatedMedia media, uint ssrc, uint rtxSsrc, int history)
    {
        Span<byte> bytes = stackalloc byte[6];
        Setup.Random(bytes);
        ushort first = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(bytes) & 0x7FFF);
        var format = new PacketFormat(
            media.Codec.PayloadType,
            media.Codec.RtxPayloadType ?? 0,
            ssrc,
            rtxSsrc,
            new EgressExtensions(
                media.Extensions.GetId(RtpExtensionKind.AbsSendTime),
                media.Extensions.GetId(RtpExtensionKind.AbsCaptureTime),
                media.Extensions.GetId(RtpExtensionKind.TransportCc)));
        return new PublishedTrack(
            new PacketSender(_transport, format, first),
            new PacketHistory(history),
            new MediaClock(media.Codec.ClockRate),
            first,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]));
    }

    private void SendPicture(PublishedTrack track, in Moment moment)
    {
        if (_cut)
        {
            _cut = false;
            _place = _clip.NextKeyFrame(_place);
            Cuts++;
        }

        Instant planned = VideoAt(_frame);
        uint timestamp = track.FirstTimestamp + (uint)(_frame * _clip.VideoTicks);
        ReadOnlySpan<byte> frame = _clip.Video[_place].Span;
        var packetizer = new Vp8Packetizer(
            frame.Length, MaximumPayload, new Vp8PayloadDescriptor { PictureId = (ushort)(_pictureId++ & Vp8PayloadDescriptor.MaxPictureId), HasLongPictureId = true });
        for (int i = 0; i < packetizer.Count; i++)
        {
            int length = packetizer.WritePayload(i, frame, _payload);
            Send(track, planned, timestamp, packetizer.IsLast(i), _payload.AsSpan(0, length), moment);
        }

        track.Clock.Set(timestamp, planned);
        VideoFrames += Note(planned);
        _frame++;
        _place = (_place + 1) % _clip.Video.Count;
    }

    private void SendSound(PublishedTrack track, in Moment moment)
    {
        Instant planned = AudioAt(_sound);
        uint timestamp = track.FirstTimestamp + (uint)(_sound * Clip.AudioTicks);
        ReadOnlySpan<byte> packet = _clip.Audio[(int)(_sound % _clip.Audio.Count)].Span;
        Send(track, planned, timestamp, marker: _sound == 0, packet, moment);
        track.Clock.Set(timestamp, planned);
        AudioFrames += Note(planned);
        _sound++;
    }

    private int Note(Instant planned)
    {
        _unsentPlans.Add(planned);
        return Window.Contains(planned) ? 1 : 0;
    }

    private void Send(PublishedTrack track, Instant planned, uint timestamp, bool marker, ReadOnlySpan<byte> payload, in Moment moment)
    {
        long extended = track.Next++;
        ulong capture = moment.Wall.ToNtp(planned).Value;
        var packet = new StoredPacket(extended, timestamp, marker, false, capture, planned, track.Sender.Format.Ssrc, (ushort)extended);
        track.History.TryStore(packet, payload);
        int length = track.Sender.Write(Setup.Sink.Next, packet, payload, extended, moment.AbsSendTime);
        Setup.Sink.Commit(length, _transport.Remote);
        if (Window.Contains(planned))
        {
            Packets++;
            Octets += payload.Length;
            if (TraceSampler.IsTraced(timestamp, Setup.TraceEvery))
            {
                _unsentTraces.Add(new SentPacketTrace(track.Sender.Format.Ssrc, (ushort)extended, timestamp, planned.Nanoseconds, 0));
            }
        }
    }

    private void SendReports(in Moment moment)
    {
        var writer = new RtcpWriter(Outlet.Buffer);
        Report(ref writer, _video, moment);
        Report(ref writer, _audio, moment);
        Outlet.Send(writer.Length);
    }

    private void Report(ref RtcpWriter writer, PublishedTrack? track, in Moment moment)
    {
        if (track is { Sender.PacketsSent: > 0 })
        {
            PacketSender sender = track.Sender;
            writer.TryWriteSenderReport(new SenderInfo(
                sender.Format.Ssrc, moment.Ntp, track.Clock.TimestampAt(moment.Now), sender.PacketsSent, sender.OctetsSent));
            writer.TryWriteCname(sender.Format.Ssrc, Cname);
        }
    }
}

using CdnLab.Core;
using CdnLab.Measurement;
using CdnLab.Media;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Receiving;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sdp;
using CdnLab.Rtc.Session;
using CdnLab.Viewers.Clips;

namespace CdnLab.Viewers.Peers;

/// <summary>
/// A simulated viewer: plays one stream, authenticates every packet, puts frames together, compares each with the clip, and
/// gives feedback as a browser does.
/// </summary>
public sealed class ViewerPeer : RtcPeer, IReceivedMedia
{
    private readonly PayloadPool _pool;
    private readonly Clip _clip;
    private readonly List<ViewedTrack> _tracks = [];
    private MediaReceiver? _receiver;

    /// <summary>Makes a viewer.</summary>
    /// <param name="setup">What it needs from outside.</param>
    /// <param name="name">Its name in the results.</param>
    /// <param name="clip">What its stream carries; frames that are not of it count as damaged.</param>
    /// <param name="pool">Memory for frames in the making; shared by all viewers of a thread.</param>
    /// <param name="latencies">Where the latencies of the stream's viewers come together.</param>
    public ViewerPeer(PeerSetup setup, string name, Clip clip, PayloadPool pool, StreamLatencies latencies)
        : base(setup)
    {
        Name = name;
        _clip = clip;
        _pool = pool;
        Latencies = latencies;
    }

    /// <summary>Its name in the results.</summary>
    public string Name { get; }

    /// <summary>When joining began, and how far it has come.</summary>
    public JoinTimes Join { get; } = new();

    /// <summary>What was received of the frames that are measured.</summary>
    public ViewerMeasurement Measured { get; private set; } = new();

    /// <summary>Where the latencies of the stream's viewers come together.</summary>
    public StreamLatencies Latencies { get; private set; }

    /// <summary>Traced packets.</summary>
    public List<ReceivedPacketTrace> Traces { get; } = [];

    /// <summary>What the far side said when it ended the stream; empty otherwise.</summary>
    public string Goodbye { get; private set; } = "";

    /// <summary>The frames that are measured: those planned from the first moment on and before the second.</summary>
    public MeasuringWindow Window { get; private set; } = MeasuringWindow.None;

    /// <inheritdoc/>
    protected override Instant NextMediaTimeout
    {
        get
        {
            Instant next = _receiver?.NextTimeout ?? Instant.Never;
            foreach (ViewedTrack track in _tracks)
            {
                next = Instant.Min(next, track.Assembler.NextTimeout);
            }

            return next;
        }
    }

    /// <summary>Complete key frames, since the start.</summary>
    public long KeyFrames { get; private set; }

    /// <summary>Asks for a key frame, as a player does that cannot decode any further.</summary>
    public void RequestKeyFrame(Instant now)
    {
        foreach (ViewedTrack track in _tracks)
        {
            track.RequestKeyFrame();
        }

        SendDue(now);
    }

    /// <summary>Opens or closes the measuring window. Opening it forgets what was measured before.</summary>
    /// <param name="window">The window.</param>
    /// <param name="latencies">Where the latencies of the stream's viewers come together from now on.</param>
    public void SetWindow(MeasuringWindow window, StreamLatencies latencies)
    {
        Latencies = latencies;
        if (window.Start != Window.Start)
        {
            Measured = new ViewerMeasurement();
            Traces.Clear();
            foreach (ViewedTrack track in _tracks)
            {
                track.MarkBaseline();
            }
        }

        Window = window;
    }

    /// <summary>Adds what the tracks' counters have seen since the window opened to <see cref="Measured"/>; called once, after it closed.</summary>
    public ViewerMeasurement Finish()
    {
        foreach (ViewedTrack track in _tracks)
        {
            track.AddLosses(Measured);
        }

        Measured.FinishFreezes(Window.End);
        return Measured;
    }

    /// <inheritdoc/>
    public void OnPacket(int track, in ReceivedPacket packet, ReadOnlySpan<byte> payload)
    {
        if (Join.FirstPacketAt.IsNever)
        {
            Join.FirstPacketAt = packet.Received;
        }

        ViewedTrack viewed = _tracks[track];
        viewed.NoteCaptureTime(packet.Timestamp, packet.CaptureTime);
        if (Setup.TraceEvery > 0 && !packet.Retransmission && !Window.Start.IsNever && TraceSampler.IsTraced(packet.Timestamp, Setup.TraceEvery))
        {
            Traces.Add(new ReceivedPacketTrace(Name, packet.Ssrc, packet.Sequence, packet.Timestamp, packet.Received.Nanoseconds));
        }

        viewed.Assembler.Add(packet.Extended, packet.Timestamp, packet.Marker, payload, packet.Received);
        TakeFrames(viewed);
    }

    /// <inheritdoc/>
    public void OnRestart(int track) => _tracks[track].RequestKeyFrame();

    /// <inheritdoc/>
    public void OnMediaClock(int track, uint timestamp, Instant at)
    {
        // Latency is taken from capture times; a media clock is for players that bring sound and picture together.
    }

    /// <inheritdoc/>
    protected override OfferOptions ShapeOffer(OfferOptions options) => options with { Direction = SdpDirection.RecvOnly };

    /// <inheritdoc/>
    protected override void OnNegotiated(Instant now, NegotiatedSession session)
    {
        Join.AnsweredAt = now;
        byte transportCc = 0;
        byte captureTime = 0;
        var receivers = new List<ReceiverTrack>();
        foreach (NegotiatedMedia media in session.Media)
        {
            transportCc = Math.Max(transportCc, media.Extensions.GetId(RtpExtensionKind.TransportCc));
            captureTime = Math.Max(captureTime, media.Extensions.GetId(RtpExtensionKind.AbsCaptureTime));
            bool video = media.Kind == MediaKind.Video;
            var receiver = new ReceiverTrack(
                media.Codec.PayloadType,
                media.Codec.RtxPayloadType ?? 0,
                media.Codec.ClockRate,
                media.Codec.Has(CodecFeedback.Nack),
                video ? new KeyFrameRequestGate() : null);
            receivers.Add(receiver);
            _tracks.Add(new ViewedTrack(receiver, video ? CodecName.Vp8 : CodecName.Opus, _pool));
        }

        _receiver = new MediaReceiver([.. receivers], this, transportCc, captureTime, ownSsrc: 1, new ReceiverCounters());
    }

    /// <inheritdoc/>
    protected override void OnConnected(Instant now)
    {
        Join.IceConnectedAt = Transport!.IceConnectedAt;
        Join.ConnectedAt = now;
    }

    /// <inheritdoc/>
    protected override void OnRtp(in Moment moment, Instant received, ReadOnlySpan<byte> packet) =>
        _receiver!.HandleRtp(moment, received, packet);

    /// <inheritdoc/>
    protected override void OnRtcp(in Moment moment, ReadOnlySpan<byte> compound)
    {
        var reader = new RtcpReader(compound);
        while (reader.MoveNext())
        {
            if (reader.Current.Kind == RtcpKind.SenderReport && RtcpSenderReport.TryParse(reader.Current, out RtcpSenderReport report))
            {
                _receiver!.HandleSenderReport(moment, report.Sender);
            }
            else if (reader.Current.Kind == RtcpKind.Goodbye && RtcpGoodbye.TryParse(reader.Current, out RtcpGoodbye goodbye))
            {
                Goodbye = System.Text.Encoding.UTF8.GetString(goodbye.Reason);
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnMediaTimeout(in Moment moment)
    {
        foreach (ViewedTrack track in _tracks)
        {
            if (track.Assembler.NextTimeout <= moment.Now)
            {
                track.Assembler.HandleTimeout(moment.Now);
                TakeFrames(track);
            }
        }

        _receiver!.SendDue(moment, Transport!.Ice.RoundTrip, Outlet);
    }

    private void TakeFrames(ViewedTrack track)
    {
        while (track.Assembler.TryPoll(out AssembledFrame frame))
        {
            if (!frame.IsComplete)
            {
                // What follows refers to a picture that is missing: only a key frame puts that right.
                if (track.IsVideo && !frame.IsBeforeFirstFrame)
                {
                    track.RequestKeyFrame();
                }

                continue;
            }

            if (track.IsVideo && frame.IsKeyFrame)
            {
                KeyFrames++;
                if (Join.FirstKeyFrameAt.IsNever)
                {
                    Join.FirstKeyFrameAt = frame.LastArrival;
                }
            }

            Instant captured = track.CaptureTimeOf(frame.Timestamp, WallClock);
            if (captured.IsNever || !Window.Contains(captured))
            {
                continue;
            }

            Measured.Add(track.IsVideo, frame, captured, damaged: !_clip.Contains(frame.Hash), Latencies);
        }
    }
}

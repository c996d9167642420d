using CdnLab.Core;
using CdnLab.Rtc;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Receiving;
using CdnLab.Rtc.Rtcp;
using CdnLab.Rtc.Sending;
using CdnLab.Rtc.Session;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Forwarding;

/// <summary>
/// A node's media half without its sockets: sessions by address, streams by name, datagrams and time in, datagrams and events
/// out.
/// </summary>
/// <remarks>
/// Owned by one loop. Datagrams go out through the sink during the call that causes them; <see cref="TryPollEvent"/> is
/// called after each call until it has nothing more.
/// </remarks>
public sealed partial class MediaNode : IDisposable
{
    /// <summary>What receivers of a stream are told when its publisher has gone (behaviour spec §6 no. 4).</summary>
    public const string StoppedByPublisher = "Stopped by publisher stop";

    // Timers are looked through this often: coarse enough to cost nothing, fine beside every protocol interval in use.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    // A browser with several networks checks from each; a stranger with a session of its own may not fill the table.
    private const int MaximumAddresses = 8;

    private readonly MediaNodeOptions _options;
    private readonly IForwardingSink _sink;
    private readonly byte[] _cname;
    private readonly Dictionary<string, PeerSession> _sessions = [];
    private readonly Dictionary<NetAddress, PeerSession> _byAddress = [];
    private readonly Dictionary<string, PeerSession> _byUfrag = [];
    private readonly Dictionary<string, PeerSession>.AlternateLookup<ReadOnlySpan<char>> _byUfragChars;
    private readonly Dictionary<string, MediaStream> _streams = [];
    private readonly Queue<MediaEvent> _events = new();
    private readonly List<PeerSession> _due = [];
    private readonly HashSet<PeerSession> _touched = [];

    /// <summary>Makes a node without sessions.</summary>
    /// <param name="options">Address, certificate, limits.</param>
    /// <param name="sink">Where its datagrams go.</param>
    public MediaNode(MediaNodeOptions options, IForwardingSink sink)
    {
        _options = options;
        _sink = sink;
        _byUfragChars = _byUfrag.GetAlternateLookup<ReadOnlySpan<char>>();
        _cname = System.Text.Encoding.ASCII.GetBytes(RandomToken(12));
    }

    /// <summary>What has been seen so far.</summary>
    public ForwardingCounters Counters { get; } = new();

    /// <summary>The wall clock's offset; the owner keeps it fresh.</summary>
    public WallClock WallClock { get; set; }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called.</summary>
    public Instant NextTimeout { get; private set; } = Instant.Never;

    /// <summary>Takes a datagram.</summary>
    /// <param name="now">The loop's clock.</param>
    /// <param name="received">When the kernel took it in.</param>
    /// <param name="datagram">Its bytes; overwritten by decryption.</param>
    /// <param name="from">Who sent it.</param>
    public void ReceiveDatagram(Instant now, Instant received, Span<byte> datagram, NetAddress from)
    {
        Counters.Datagrams++;
        DatagramKind kind = Demux.Classify(datagram);
        if (kind == DatagramKind.Stun)
        {
            ReceiveStun(now, datagram, from);
            return;
        }

        if (kind == DatagramKind.Unknown)
        {
            Counters.UnknownDatagrams++;
            return;
        }

        if (!_byAddress.TryGetValue(from, out PeerSession? session))
        {
            Counters.StrayDatagrams++;
            return;
        }

        switch (kind)
        {
            case DatagramKind.Dtls:
                session.Transport.HandleDtls(now, datagram);
                Pump(now, session);
                break;
            case DatagramKind.Rtp:
                ReceiveRtp(now, received, datagram, session);
                break;
            case DatagramKind.Rtcp:
                ReceiveRtcp(now, datagram, session);
                break;
        }
    }

    /// <summary>Told after a batch of datagrams: sends the feedback that must not wait for a timer.</summary>
    public void EndBatch(Instant now)
    {
        foreach (PeerSession session in _touched)
        {
            SendDue(now, session);
        }

        _touched.Clear();
        Schedule(now);
    }

    /// <summary>Does what has become due.</summary>
    public void HandleTimeout(Instant now)
    {
        _due.Clear();
        foreach (PeerSession session in _sessions.Values)
        {
            if (session.NextTimeout <= now)
            {
                _due.Add(session);
            }
        }

        foreach (PeerSession session in _due)
        {
            if (session.Transport.NextTimeout <= now)
            {
                session.Transport.HandleTimeout(now);
                Pump(now, session);
            }

            SendDue(now, session);
        }

        EndIdlePulls(now);
        NextTimeout = Instant.Never;
        Schedule(now);
    }

    /// <summary>How many sessions there are of each kind.</summary>
    public int CountSessions(PeerRole role) => _sessions.Values.Count(session => session.Role == role);

    /// <summary>Names of the streams that are here in this way.</summary>
    public IReadOnlyList<string> ListStreams(LocalStreamKind kind) =>
        [.. _streams.Values.Where(stream => stream.Kind == kind).Select(stream => stream.Name).Order(StringComparer.Ordinal)];

    /// <summary>What was missed of what publishers and upstream nodes sent, by running sessions.</summary>
    public TrackLoss SumUpstreamLoss()
    {
        TrackLoss sum = default;
        foreach (PeerSession session in _sessions.Values)
        {
            if (session.Receiver is null)
            {
                continue;
            }

            foreach (ReceiverTrack track in session.Receiver.Tracks)
            {
                sum += track.Loss;
            }
        }

        return sum;
    }

    /// <summary>Entries of all tables by which sessions, streams and pulls are found: 0 when everybody has left.</summary>
    internal int TableEntries => _sessions.Count + _byAddress.Count + _byUfrag.Count + _streams.Count + _pulls.Count + _touched.Count;

    /// <summary>Gets the next event, until there is none.</summary>
    public bool TryPollEvent(out MediaEvent mediaEvent) => _events.TryDequeue(out mediaEvent!);

    /// <summary>Ends all sessions, telling the peers.</summary>
    public void CloseAll(Instant now, string reason)
    {
        foreach (PeerSession session in _sessions.Values.ToArray())
        {
            End(now, session, reason);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PeerSession session in _sessions.Values)
        {
            session.Dispose();
        }

        _sessions.Clear();
        _byAddress.Clear();
        _byUfrag.Clear();
        _streams.Clear();
    }

    private void ReceiveStun(Instant now, ReadOnlySpan<byte> datagram, NetAddress from)
    {
        PeerSession? session = null;
        if (StunMessage.TryReadUsername(datagram, out ReadOnlySpan<byte> ufrag) && ufrag.Length <= 256)
        {
            Span<char> text = stackalloc char[ufrag.Length];
            System.Text.Encoding.Latin1.GetChars(ufrag, text);
            _byUfragChars.TryGetValue(text, out session);
        }

        // Answers to our own checks carry no user name; checks during an ICE restart may still carry the one before it.
        if (session is null && !_byAddress.TryGetValue(from, out session))
        {
            Counters.StrayStun++;
            return;
        }

        if (session.Transport.HandleStun(now, datagram, from))
        {
            Remember(session, from);
        }

        Pump(now, session);
    }

    private void ReceiveRtp(Instant now, Instant received, Span<byte> datagram, PeerSession session)
    {
        if (session.Transport.Srtp is not { } srtp || session.Receiver is not { } receiver || session.Feeder is not { } feeder)
        {
            Counters.StrayDatagrams++;
            return;
        }

        UnprotectResult result = srtp.UnprotectRtp(datagram, out int length);
        if (result != UnprotectResult.Ok)
        {
            CountUnprotectFailure(result);
            return;
        }

        var moment = new Moment(now, WallClock);
        feeder.AbsSendTime = moment.AbsSendTime;
        receiver.HandleRtp(moment, received, datagram[..length]);
        _touched.Add(session);
    }

    private void ReceiveRtcp(Instant now, Span<byte> datagram, PeerSession session)
    {
        if (session.Transport.Srtp is not { } srtp)
        {
            Counters.StrayDatagrams++;
            return;
        }

        UnprotectResult result = srtp.UnprotectRtcp(datagram, out int length);
        if (result != UnprotectResult.Ok)
        {
            CountUnprotectFailure(result);
            return;
        }

        HandleRtcp(new Moment(now, WallClock), datagram[..length], session);
    }

    private void HandleRtcp(in Moment moment, ReadOnlySpan<byte> compound, PeerSession session)
    {
        var reader = new RtcpReader(compound);
        string? goodbye = null;
        while (reader.MoveNext())
        {
            Counters.RtcpReceived++;
            RtcpPacket packet = reader.Current;
            switch (packet.Kind)
            {
                case RtcpKind.SenderReport when RtcpSenderReport.TryParse(packet, out RtcpSenderReport report):
                    session.Receiver?.HandleSenderReport(moment, report.Sender);
                    break;
                case RtcpKind.Nack when RtcpNack.TryParse(packet, out RtcpNack nack):
                    session.Egress?.HandleNack(moment, nack, _sink);
                    break;
                case RtcpKind.PictureLoss when RtcpPictureLoss.TryParse(packet, out RtcpPictureLoss loss):
                    session.Egress?.HandleKeyFrameRequest(loss.MediaSsrc);
                    Touch(session.Stream.Source);
                    break;
                case RtcpKind.FullIntraRequest when RtcpFullIntraRequest.TryParse(packet, out RtcpFullIntraRequest request):
                    for (int i = 0; i < request.Count; i++)
                    {
                        session.Egress?.HandleKeyFrameRequest(request[i].Ssrc);
                    }

                    Touch(session.Stream.Source);
                    break;
                case RtcpKind.TransportFeedback:
                    Counters.TransportFeedbackReceived++;
                    break;
                case RtcpKind.Goodbye when session.Receiver is not null && RtcpGoodbye.TryParse(packet, out RtcpGoodbye bye):
                    goodbye = bye.Reason.IsEmpty ? "the sender said good-bye" : System.Text.Encoding.UTF8.GetString(bye.Reason);
                    break;
            }
        }

        if (reader.Error != RtcpError.None)
        {
            Counters.MalformedRtcp++;
        }

        // Last, because it ends the session that the rest of the compound speaks of.
        if (goodbye is not null)
        {
            End(moment.Now, session, goodbye);
        }
    }

    private void Touch(PeerSession? session)
    {
        if (session is not null)
        {
            _touched.Add(session);
        }
    }

    private void CountUnprotectFailure(UnprotectResult result)
    {
        Counters.UnprotectFailures++;
        if (result == UnprotectResult.Replayed)
        {
            Counters.Replayed++;
        }
    }

    /// <summary>Sends what the transport has to say and follows its changes.</summary>
    private void Pump(Instant now, PeerSession session)
    {
        while (session.Transport.TryPollTransmit(_sink.Next, out int length, out NetAddress to))
        {
            _sink.Commit(length, to);
        }

        RtcTransport transport = session.Transport;
        if (session.LocalUfrag != transport.Ice.Local.Ufrag)
        {
            // An ICE restart that failed: the credentials before it are in force again (RFC 9725 §4.3.3).
            MapUfrag(session, transport.Ice.Local.Ufrag);
        }

        if (transport.State is TransportState.Handshaking or TransportState.Connected && session.Remote != transport.Remote)
        {
            Redirect(session, transport.Remote);
        }

        switch (transport.State)
        {
            case TransportState.Connected when !session.WasConnected:
                session.WasConnected = true;
                OnConnected(now, session);
                break;
            case TransportState.Failed:
                Counters.TransportFailures++;
                End(now, session, transport.Failure);
                break;
            case TransportState.Closed:
                End(now, session, transport.Failure);
                break;
        }
    }

    private void OnConnected(Instant now, PeerSession session)
    {
        if (session.Egress is { } egress)
        {
            egress.Transport.Srtp = session.Transport.Srtp;
            egress.Transport.Remote = session.Transport.Remote;
            egress.Activate(new Moment(now, WallClock));
            Touch(session.Stream.Source);
            _touched.Add(session);
        }

        if (session.Role == PeerRole.Publisher && !session.Stream.Announced)
        {
            session.Stream.Announced = true;
            _events.Enqueue(new MediaEvent.Published(session.Stream.Describe()));
        }

        _touched.Add(session);
    }

    private void Redirect(PeerSession session, NetAddress address)
    {
        session.Remote = address;
        if (session.Egress is { } egress)
        {
            egress.Transport.Remote = address;
        }
    }

    private void Remember(PeerSession session, NetAddress address)
    {
        if (_byAddress.TryGetValue(address, out PeerSession? known) && known == session)
        {
            return;
        }

        // A peer that comes back from the same address and port with new credentials has proved itself by them.
        _byAddress[address] = session;
        session.Addresses.Remove(address);
        session.Addresses.Add(address);
        if (session.Addresses.Count > MaximumAddresses)
        {
            NetAddress oldest = session.Addresses[0] == session.Remote ? session.Addresses[1] : session.Addresses[0];
            session.Addresses.Remove(oldest);
            Forget(session, oldest);
        }
    }

    private void Forget(PeerSession session, NetAddress address)
    {
        if (_byAddress.TryGetValue(address, out PeerSession? known) && known == session)
        {
            _byAddress.Remove(address);
        }
    }

    private void MapUfrag(PeerSession session, string ufrag)
    {
        _byUfrag.Remove(session.LocalUfrag);
        session.LocalUfrag = ufrag;
        _byUfrag[ufrag] = session;
    }

    private void SendDue(Instant now, PeerSession session)
    {
        if (!session.WasConnected || session.Transport.Srtp is not { } srtp)
        {
            return;
        }

        var moment = new Moment(now, WallClock);
        var outlet = new RtcpOutlet(_sink, srtp, session.Transport.Remote, _cname);
        session.Receiver?.SendDue(moment, session.Transport.Ice.RoundTrip, outlet);
        session.Egress?.SendDue(moment, outlet, _sink);
    }

    private void Schedule(Instant now)
    {
        if (_sessions.Count == 0 && _streams.Count == 0)
        {
            NextTimeout = Instant.Never;
        }
        else if (NextTimeout.IsNever)
        {
            NextTimeout = now + Tick;
        }
    }
}

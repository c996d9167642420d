using System.Buffers.Binary;
using CdnLab.Core;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Receiving;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sdp;
using CdnLab.Rtc.Sending;
using CdnLab.Rtc.Session;

namespace CdnLab.Forwarding;

/// <summary>What HTTP and the control plane ask for: sessions are made and ended here.</summary>
public sealed partial class MediaNode
{
    /// <summary>How a stream of this name is here.</summary>
    public LocalStreamKind Find(string stream) =>
        _streams.TryGetValue(stream, out MediaStream? found) ? found.Kind : LocalStreamKind.None;

    /// <summary>Takes a publisher's offer (WHIP, RFC 9725) and makes its stream.</summary>
    public NegotiationOutcome Publish(Instant now, string name, string offer)
    {
        if (_streams.TryGetValue(name, out MediaStream? existing))
        {
            return NegotiationOutcome.Refused(409, existing.Kind == LocalStreamKind.Published
                ? $"Stream {name} is already being published."
                : $"Stream {name} is being fetched from another node; its name is free again when the fetching ends.");
        }

        if (!TryParseOffer(offer, out SessionDescription? description, out NegotiationOutcome? refusal))
        {
            return refusal;
        }

        IceCredentials ice = NewCredentials();
        NegotiationResult result = SdpNegotiator.Answer(description, NewAnswer(SdpDirection.RecvOnly, ice));
        if (!result.IsAccepted)
        {
            return NegotiationOutcome.Refused(400, result.Refusal.Sentence);
        }

        Track[] tracks = [.. result.Session.Media.Select(media => new Track(Describe(media), _options.KeyFrameRequestInterval))];
        var stream = new MediaStream(name, LocalStreamKind.Published, tracks);
        PeerSession session = NewSession(now, PeerRole.Publisher, stream, IceRole.Lite, ice, result.Session, egress: null);
        Receive(session, result.Session);
        stream.Source = session;
        stream.IdleSince = now;
        _streams.Add(name, stream);
        return new NegotiationOutcome(201, session.Id, result.Answer.ToString(), session.ETag, "");
    }

    /// <summary>Takes a player's offer (WHEP) or a pulling node's for a stream that is here.</summary>
    public NegotiationOutcome Play(Instant now, string name, string offer, PeerKind peer)
    {
        if (!_streams.TryGetValue(name, out MediaStream? stream))
        {
            return NegotiationOutcome.Refused(409, $"Nobody publishes stream {name}.");
        }

        if (!TryParseOffer(offer, out SessionDescription? description, out NegotiationOutcome? refusal))
        {
            return refusal;
        }

        var sendTracks = new List<SdpSendTrack>();
        var capabilities = new List<MediaCapabilities>();
        foreach (Track track in stream.Tracks)
        {
            TrackDescription about = track.Description;
            MediaCapabilities own = about.Kind == TrackKind.Audio ? MediaCapabilities.DefaultAudio : MediaCapabilities.DefaultVideo;
            capabilities.Add(own.For(new NegotiatedCodec
            {
                PayloadType = 0, Name = about.Codec, ClockRate = about.ClockRate, Channels = about.Channels, Parameters = about.Format,
            }));
            sendTracks.Add(new SdpSendTrack
            {
                Kind = own.Kind,
                Ssrc = NewSsrc(),
                RtxSsrc = NewSsrc(),
                Cname = System.Text.Encoding.ASCII.GetString(_cname),
                StreamId = name,
                TrackId = about.Kind == TrackKind.Audio ? "audio" : "video",
            });
        }

        IceCredentials ice = NewCredentials();
        NegotiationResult result = SdpNegotiator.Answer(
            description, NewAnswer(SdpDirection.SendOnly, ice) with { Media = capabilities, Tracks = sendTracks });
        if (!result.IsAccepted)
        {
            return NegotiationOutcome.Refused(400, result.Refusal.Sentence);
        }

        var transport = new EgressTransport();
        var consumers = new List<Consumer>();
        foreach (NegotiatedMedia media in result.Session.Media)
        {
            Track track = Array.Find(stream.Tracks, candidate => KindOf(media) == candidate.Description.Kind)
                ?? throw new InvalidOperationException($"The answer accepts a {media.Kind} section that stream {name} has no track for.");
            SdpSendTrack send = sendTracks.Find(candidate => candidate.Kind == media.Kind)!;
            var format = new PacketFormat(
                media.Codec.PayloadType,
                media.Codec.RtxPayloadType ?? 0,
                send.Ssrc,
                send.RtxSsrc ?? 0,
                new EgressExtensions(
                    OneByteId(media, RtpExtensionKind.AbsSendTime),
                    OneByteId(media, RtpExtensionKind.AbsCaptureTime),
                    OneByteId(media, RtpExtensionKind.TransportCc)));
            var consumer = new Consumer(track, transport, format, (ushort)NewSsrc());
            consumers.Add(consumer);
            track.Add(consumer);
        }

        PeerSession session = NewSession(
            now,
            peer == PeerKind.Node ? PeerRole.Downstream : PeerRole.Viewer,
            stream,
            IceRole.Lite,
            ice,
            result.Session,
            new Egress(transport, [.. consumers], Counters));
        stream.Receivers.Add(session);
        stream.IdleSince = Instant.Never;
        return new NegotiationOutcome(201, session.Id, result.Answer.ToString(), session.ETag, "");
    }

    /// <summary>Takes trickled candidates or an ICE restart for a session (RFC 9725 §4.3, RFC 8840).</summary>
    public PatchOutcome Patch(Instant now, string sessionId, string? ifMatch, string fragment)
    {
        if (!_sessions.TryGetValue(sessionId, out PeerSession? session))
        {
            return new PatchOutcome(404, "", "", "There is no such session.");
        }

        if (ifMatch is null)
        {
            return new PatchOutcome(428, "", "", "If-Match is required: the ETag of the session, or * to restart ICE.");
        }

        if (!IceFragment.TryParse(fragment, out IceFragment? parsed, out SdpError error))
        {
            return new PatchOutcome(400, "", "", $"The fragment does not parse: {error}.");
        }

        if (ifMatch == "*")
        {
            return RestartIce(now, session, parsed);
        }

        if (ifMatch.Trim('"') != session.ETag)
        {
            return new PatchOutcome(412, "", "", "The ETag is not that of the current ICE session.");
        }

        // ICE-lite learns a peer's addresses from its checks; candidates are taken note of and not needed.
        return new PatchOutcome(204, "", "", "");
    }

    /// <summary>Ends a session; a publisher's takes its stream with it.</summary>
    /// <returns>False when there is no such session.</returns>
    public bool Close(Instant now, string sessionId, string reason)
    {
        if (!_sessions.TryGetValue(sessionId, out PeerSession? session))
        {
            return false;
        }

        End(now, session, reason);
        return true;
    }

    private PatchOutcome RestartIce(Instant now, PeerSession session, IceFragment fragment)
    {
        if (fragment.Credentials is not { } remote)
        {
            return new PatchOutcome(422, "", "", "An ICE restart needs new ice-ufrag and ice-pwd lines.");
        }

        IceCredentials local = NewCredentials();
        session.Transport.Ice.Restart(now, local);
        session.Transport.Ice.SetRemote(now, remote);
        MapUfrag(session, local.Ufrag);
        session.ETag = RandomToken(9);
        Pump(now, session);
        string answer = IceFragment.ForRestart(local, session.Mid, [IceCandidate.CreateHost(_options.Address)], iceLite: true).ToString();
        return new PatchOutcome(200, answer, session.ETag, "");
    }

    private PeerSession NewSession(
        Instant now, PeerRole role, MediaStream stream, IceRole iceRole, IceCredentials local, NegotiatedSession negotiated, Egress? egress)
    {
        Span<byte> entropy = stackalloc byte[32];
        _options.Random(entropy);
        var ice = new IceAgent(iceRole, local, entropy);
        ice.SetRemote(now, negotiated.RemoteIce, negotiated.RemoteIceLite);
        foreach (IceCandidate candidate in negotiated.RemoteCandidates)
        {
            ice.AddRemoteCandidate(now, candidate);
        }

        var dtls = new DtlsEndpoint(_options.Dtls, negotiated.DtlsRole, negotiated.RemoteFingerprint.Value);
        var session = new PeerSession(RandomToken(24), role, stream, new RtcTransport(ice, dtls, negotiated.DtlsRole), egress)
        {
            ETag = RandomToken(9),
            LocalUfrag = local.Ufrag,
            Mid = negotiated.Media[0].Mid,
        };
        _sessions.Add(session.Id, session);
        _byUfrag[local.Ufrag] = session;
        Counters.SessionsMade++;
        Schedule(now);
        return session;
    }

    private void Receive(PeerSession session, NegotiatedSession negotiated)
    {
        byte transportCc = 0;
        byte captureTime = 0;
        var tracks = new List<ReceiverTrack>();
        var fed = new List<Track>();
        foreach (NegotiatedMedia media in negotiated.Media)
        {
            transportCc = Math.Max(transportCc, media.Extensions.GetId(RtpExtensionKind.TransportCc));
            captureTime = Math.Max(captureTime, media.Extensions.GetId(RtpExtensionKind.AbsCaptureTime));
            Track track = Array.Find(session.Stream.Tracks, candidate => candidate.Description.Kind == KindOf(media))
                ?? throw new InvalidOperationException($"Stream {session.Stream.Name} has no {media.Kind} track to receive into.");
            fed.Add(track);
            tracks.Add(new ReceiverTrack(
                media.Codec.PayloadType,
                media.Codec.RtxPayloadType ?? 0,
                media.Codec.ClockRate,
                media.Codec.Has(CodecFeedback.Nack),
                media.Kind == MediaKind.Video && media.Codec.Has(CodecFeedback.Pli) ? track.KeyFrameGate : null));
        }

        session.Feeder = new TrackFeeder([.. fed], _sink);
        session.Receiver = new MediaReceiver([.. tracks], session.Feeder, transportCc, captureTime, NewSsrc(), Counters.Receivers);
    }

    /// <summary>Ends a session, telling its peer why, and what hangs on it.</summary>
    private void End(Instant now, PeerSession session, string reason)
    {
        if (!_sessions.Remove(session.Id))
        {
            return;
        }

        Counters.SessionsEnded++;
        _touched.Remove(session);
        _byUfrag.Remove(session.LocalUfrag);
        if (session.Transport.Srtp is { } srtp)
        {
            var outlet = new RtcpOutlet(_sink, srtp, session.Transport.Remote, _cname);
            session.Egress?.SendGoodbye(outlet, System.Text.Encoding.UTF8.GetBytes(reason));
        }

        session.Transport.Close(now, reason);
        while (session.Transport.TryPollTransmit(_sink.Next, out int length, out NetAddress to))
        {
            _sink.Commit(length, to);
        }

        foreach (NetAddress address in session.Addresses)
        {
            Forget(session, address);
        }

        MediaStream stream = session.Stream;
        if (session.Egress is { } egress)
        {
            egress.Transport.Srtp = null;
            foreach (Consumer consumer in egress.Consumers)
            {
                consumer.Track.Remove(consumer);
            }

            stream.Receivers.Remove(session);
            if (stream.Receivers.Count == 0)
            {
                stream.IdleSince = now;
            }
        }

        session.Dispose();
        if (stream.Source == session)
        {
            stream.Source = null;
            EndStream(now, stream, reason);
        }
    }

    private void EndStream(Instant now, MediaStream stream, string reason)
    {
        if (!_streams.TryGetValue(stream.Name, out MediaStream? current) || current != stream)
        {
            return;
        }

        if (stream.Kind == LocalStreamKind.Pulled)
        {
            _events.Enqueue(new MediaEvent.PullEnded(stream.Name, stream.PullId, reason));
        }
        else if (stream.Announced)
        {
            _events.Enqueue(new MediaEvent.Stopped(stream.Name, reason));
        }

        RemoveStream(now, stream, stream.Kind == LocalStreamKind.Published ? StoppedByPublisher : reason);
    }

    private void RemoveStream(Instant now, MediaStream stream, string reason)
    {
        if (!_streams.Remove(stream.Name))
        {
            return;
        }

        foreach (PeerSession receiver in stream.Receivers.ToArray())
        {
            End(now, receiver, reason);
        }

        if (stream.Source is { } source)
        {
            stream.Source = null;
            End(now, source, reason);
        }
    }

    private bool TryParseOffer(
        string offer,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SessionDescription? description,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out NegotiationOutcome? refusal)
    {
        description = null;
        refusal = null;
        if (_sessions.Count >= _options.MaximumSessions)
        {
            refusal = NegotiationOutcome.Refused(503, "This node has as many sessions as it may have; try another or try later.");
        }
        else if (!SessionDescription.TryParse(offer, out description, out SdpError error))
        {
            refusal = NegotiationOutcome.Refused(400, $"The offer does not parse: {error}.");
        }

        return refusal is null;
    }

    private AnswerOptions NewAnswer(SdpDirection direction, IceCredentials ice) => new()
    {
        Direction = direction,
        Ice = ice,
        Candidates = [IceCandidate.CreateHost(_options.Address)],
        Fingerprint = Fingerprint,
        Setup = _options.DtlsSetup,
        AcceptSimulcast = false,
        SessionId = NewSdpSessionId(),
    };

    private SdpFingerprint Fingerprint => SdpFingerprint.FromSha256(_options.Certificate.Fingerprint);

    private static TrackKind KindOf(NegotiatedMedia media) => media.Kind == MediaKind.Audio ? TrackKind.Audio : TrackKind.Video;

    private static TrackDescription Describe(NegotiatedMedia media) => new(
        KindOf(media), media.Codec.Name, media.Codec.ClockRate, media.Codec.Channels, media.Codec.Parameters);

    // The one-byte header form reaches to 14; an extension with a higher number is not sent.
    private static byte OneByteId(NegotiatedMedia media, RtpExtensionKind kind) =>
        media.Extensions.GetId(kind) is var id && id <= 14 ? id : (byte)0;

    private IceCredentials NewCredentials()
    {
        Span<byte> entropy = stackalloc byte[IceCredentials.EntropyLength];
        _options.Random(entropy);
        return IceCredentials.Create(entropy);
    }

    private uint NewSsrc()
    {
        Span<byte> bytes = stackalloc byte[4];
        uint ssrc;
        do
        {
            _options.Random(bytes);
            ssrc = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        }
        while (ssrc == 0);
        return ssrc;
    }

    private ulong NewSdpSessionId()
    {
        Span<byte> bytes = stackalloc byte[8];
        _options.Random(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> 2;
    }

    private string RandomToken(int length)
    {
        Span<byte> bytes = stackalloc byte[32];
        _options.Random(bytes[..length]);
        return System.Buffers.Text.Base64Url.EncodeToString(bytes[..length]);
    }
}

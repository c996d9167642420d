using System.Buffers.Binary;
using CdnLab.Core;
using CdnLab.Rtc;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Sdp;
using CdnLab.Rtc.Sending;
using CdnLab.Rtc.Session;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Viewers.Peers;

/// <summary>
/// The half that simulated publishers and viewers share: offer and answer, transport, RTCP. Sans-IO.
/// </summary>
/// <remarks>Owned by one loop.</remarks>
public abstract class RtcPeer : IDisposable
{
    // As often as Chromium checks: about once a second.
    private static readonly IceOptions CheckOptions = new() { ConsentInterval = TimeSpan.FromSeconds(1) };

    private readonly IceCredentials _ice;
    private SessionDescription? _offer;
    private bool _wasConnected;

    /// <summary>Makes a peer that has not offered yet.</summary>
    protected RtcPeer(PeerSetup setup)
    {
        Setup = setup;
        Span<byte> entropy = stackalloc byte[IceCredentials.EntropyLength];
        setup.Random(entropy);
        _ice = IceCredentials.Create(entropy);
        Cname = System.Text.Encoding.ASCII.GetBytes(_ice.Ufrag);
    }

    /// <summary>The wall clock's offset; the owner keeps it fresh.</summary>
    public WallClock WallClock { get; set; }

    /// <summary>The transport; null until the answer has come.</summary>
    public RtcTransport? Transport { get; private set; }

    /// <summary>Whether it has come to its end, by itself or by <see cref="Close"/>.</summary>
    public bool IsOver => Transport is { State: TransportState.Closed or TransportState.Failed };

    /// <summary>SRTP datagrams that were dropped: bad tag, replay, cut short.</summary>
    public long UnprotectFailures { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> wants to be called.</summary>
    public Instant NextTimeout => Transport is null || IsOver
        ? Instant.Never
        : Instant.Min(Transport.NextTimeout, _wasConnected ? NextMediaTimeout : Instant.Never);

    /// <summary>What it needs from outside.</summary>
    protected PeerSetup Setup { get; }

    /// <summary>Its canonical name in RTCP.</summary>
    protected byte[] Cname { get; }

    /// <summary>When <see cref="OnMediaTimeout"/> wants to be called; asked once connected.</summary>
    protected abstract Instant NextMediaTimeout { get; }

    /// <summary>Makes the offer to send.</summary>
    public string CreateOffer()
    {
        Span<byte> bytes = stackalloc byte[8];
        Setup.Random(bytes);
        OfferOptions options = new()
        {
            Direction = SdpDirection.RecvOnly,
            Ice = _ice,
            Fingerprint = SdpFingerprint.FromSha256(Setup.Certificate.Fingerprint),
            SessionId = BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> 2,
        };
        _offer = SdpNegotiator.CreateOffer(ShapeOffer(options));
        return _offer.ToString();
    }

    /// <summary>Takes the answer and begins to connect.</summary>
    /// <returns>Null, or the sentence that says why the answer is of no use.</returns>
    public string? AcceptAnswer(Instant now, string answer)
    {
        if (_offer is null)
        {
            throw new InvalidOperationException("An answer came before the offer was made.");
        }

        if (!SessionDescription.TryParse(answer, out SessionDescription? description, out SdpError error))
        {
            return $"The answer does not parse: {error}.";
        }

        NegotiationResult result = SdpNegotiator.AcceptAnswer(_offer, description);
        if (!result.IsAccepted)
        {
            return result.Refusal.Sentence;
        }

        Span<byte> entropy = stackalloc byte[32];
        Setup.Random(entropy);
        var ice = new IceAgent(IceRole.Controlling, _ice, entropy, CheckOptions);
        ice.SetRemote(now, result.Session.RemoteIce, result.Session.RemoteIceLite);
        foreach (IceCandidate candidate in result.Session.RemoteCandidates)
        {
            ice.AddRemoteCandidate(now, candidate);
        }

        Transport = new RtcTransport(
            ice, new DtlsEndpoint(Setup.Dtls, result.Session.DtlsRole, result.Session.RemoteFingerprint.Value), result.Session.DtlsRole);
        OnNegotiated(now, result.Session);
        Pump(now);
        return null;
    }

    /// <summary>Takes a datagram that came to this peer's address.</summary>
    public void ReceiveDatagram(Instant now, Instant received, Span<byte> datagram, NetAddress from)
    {
        if (Transport is null || IsOver)
        {
            return;
        }

        int length;
        UnprotectResult result;
        switch (Demux.Classify(datagram))
        {
            case DatagramKind.Stun:
                Transport.HandleStun(now, datagram, from);
                Pump(now);
                break;
            case DatagramKind.Dtls:
                Transport.HandleDtls(now, datagram);
                Pump(now);
                break;
            case DatagramKind.Rtp when Transport.Srtp is { } srtp:
                result = srtp.UnprotectRtp(datagram, out length);
                if (result == UnprotectResult.Ok)
                {
                    OnRtp(new Moment(now, WallClock), received, datagram[..length]);
                }
                else
                {
                    UnprotectFailures++;
                }

                break;
            case DatagramKind.Rtcp when Transport.Srtp is { } srtp:
                result = srtp.UnprotectRtcp(datagram, out length);
                if (result == UnprotectResult.Ok)
                {
                    OnRtcp(new Moment(now, WallClock), datagram[..length]);
                }
                else
                {
                    UnprotectFailures++;
                }

                break;
        }
    }

    /// <summary>Does what has become due.</summary>
    public void HandleTimeout(Instant now)
    {
        if (Transport is null || IsOver)
        {
            return;
        }

        if (Transport.NextTimeout <= now)
        {
            Transport.HandleTimeout(now);
            Pump(now);
        }

        SendDue(now);
    }

    /// <summary>Told after a batch of datagrams: what must not wait for a timer is sent.</summary>
    public void SendDue(Instant now)
    {
        if (_wasConnected && !IsOver && NextMediaTimeout <= now)
        {
            OnMediaTimeout(new Moment(now, WallClock));
        }
    }

    /// <summary>Says good-bye and ends.</summary>
    public void Close(Instant now, string reason)
    {
        if (Transport is null || IsOver)
        {
            return;
        }

        if (Transport.Srtp is not null)
        {
            OnClosing(new Moment(now, WallClock), reason);
        }

        Transport.Close(now, reason);
        Pump(now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Transport?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the offer its direction, codecs and tracks.</summary>
    protected abstract OfferOptions ShapeOffer(OfferOptions options);

    /// <summary>The answer fits.</summary>
    protected abstract void OnNegotiated(Instant now, NegotiatedSession session);

    /// <summary>Keys are there.</summary>
    protected abstract void OnConnected(Instant now);

    /// <summary>An RTP packet has come, decrypted.</summary>
    protected abstract void OnRtp(in Moment moment, Instant received, ReadOnlySpan<byte> packet);

    /// <summary>An RTCP compound has come, decrypted.</summary>
    protected abstract void OnRtcp(in Moment moment, ReadOnlySpan<byte> compound);

    /// <summary>Something of the media half is due.</summary>
    protected abstract void OnMediaTimeout(in Moment moment);

    /// <summary>The last chance to send RTCP.</summary>
    protected virtual void OnClosing(in Moment moment, string reason)
    {
    }

    /// <summary>Where RTCP goes; only once connected.</summary>
    private protected RtcpOutlet Outlet => new(Setup.Sink, Transport!.Srtp!, Transport.Remote, Cname);

    private void Pump(Instant now)
    {
        while (Transport!.TryPollTransmit(Setup.Sink.Next, out int length, out NetAddress to))
        {
            Setup.Sink.Commit(length, to);
        }

        if (!_wasConnected && Transport.State == TransportState.Connected)
        {
            _wasConnected = true;
            OnConnected(now);
        }
    }
}

using CdnLab.Core;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Session;

/// <summary>
/// One bundled WebRTC transport: ICE finds the pair, DTLS shakes hands over it, SRTP gets its keys. Sans-IO: datagrams and
/// time in, datagrams out.
/// </summary>
/// <remarks>
/// RFC 8835 §3.4–3.5. Owned by one loop. After every call that takes <c>now</c>, <see cref="TryPollTransmit"/> is called until
/// it has nothing more, and <see cref="NextTimeout"/> may have changed.
/// </remarks>
public sealed class RtcTransport : IDisposable
{
    private readonly DtlsEndpoint _dtls;
    private readonly DtlsRole _role;
    private bool _disposed;

    /// <summary>Joins an agent and an endpoint, both unused so far; they are disposed with the transport.</summary>
    public RtcTransport(IceAgent ice, DtlsEndpoint dtls, DtlsRole role)
    {
        Ice = ice;
        _dtls = dtls;
        _role = role;
    }

    /// <summary>The agent, for what signalling has to tell it.</summary>
    public IceAgent Ice { get; }

    /// <summary>How far it is.</summary>
    public TransportState State { get; private set; } = TransportState.Checking;

    /// <summary>Why it failed or closed; empty before.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>Keys of both directions; null until <see cref="TransportState.Connected"/> and after the end.</summary>
    public SrtpSession? Srtp { get; private set; }

    /// <summary>Where the peer is; meaningless while checking.</summary>
    public NetAddress Remote => Ice.SelectedRemote;

    /// <summary>When a pair was found; <see cref="Instant.Never"/> before.</summary>
    public Instant IceConnectedAt { get; private set; } = Instant.Never;

    /// <summary>When the keys were there; <see cref="Instant.Never"/> before.</summary>
    public Instant ConnectedAt { get; private set; } = Instant.Never;

    /// <summary>The SRTP profile in use, once connected.</summary>
    public SrtpProfile? Profile => _dtls.SelectedProfile;

    /// <summary>When <see cref="HandleTimeout"/> wants to be called.</summary>
    public Instant NextTimeout => IsOver ? Instant.Never : Instant.Min(Ice.NextTimeout, _dtls.NextTimeout);

    private bool IsOver => State is TransportState.Closed or TransportState.Failed;

    /// <summary>Takes a STUN datagram.</summary>
    /// <returns>
    /// Whether the peer proved itself by it: <paramref name="from"/> is then one of its addresses, from which DTLS and media
    /// may come before, or without, being <see cref="Remote"/>.
    /// </returns>
    public bool HandleStun(Instant now, ReadOnlySpan<byte> datagram, NetAddress from)
    {
        if (IsOver)
        {
            return false;
        }

        bool authenticated = Ice.HandleStun(now, datagram, from);
        Advance(now);
        return authenticated;
    }

    /// <summary>Takes a DTLS datagram from an address that the peer's checks came from.</summary>
    public void HandleDtls(Instant now, ReadOnlySpan<byte> datagram)
    {
        if (IsOver)
        {
            return;
        }

        if (_role == DtlsRole.Server && _dtls.State == DtlsState.New)
        {
            // A client may send its first flight before its nomination has arrived: UDP keeps no order.
            _dtls.Start(now);
        }

        _dtls.HandleDatagram(now, datagram);
        Advance(now);
    }

    /// <summary>Does what has become due.</summary>
    public void HandleTimeout(Instant now)
    {
        if (IsOver)
        {
            return;
        }

        if (Ice.NextTimeout <= now)
        {
            Ice.HandleTimeout(now);
        }

        if (_dtls.NextTimeout <= now)
        {
            _dtls.HandleTimeout(now);
        }

        Advance(now);
    }

    /// <summary>Ends the transport: close_notify goes out, keys are forgotten.</summary>
    public void Close(Instant now, string reason)
    {
        if (IsOver)
        {
            return;
        }

        _dtls.Close(now);
        End(TransportState.Closed, reason);
    }

    /// <summary>Gets the next datagram to send, until there is none.</summary>
    /// <param name="buffer">At least 1500 bytes.</param>
    /// <param name="length">Bytes written.</param>
    /// <param name="to">Where it goes.</param>
    public bool TryPollTransmit(Span<byte> buffer, out int length, out NetAddress to)
    {
        if (Ice.TryPollTransmit(buffer, out length, out to))
        {
            return true;
        }

        // Before a pair is selected there is nowhere to send the handshake; it waits and is repeated by its own timer.
        to = Ice.SelectedRemote;
        return !IceConnectedAt.IsNever && !_disposed && _dtls.TryPollTransmit(buffer, out length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Srtp?.Dispose();
            Srtp = null;
            _dtls.Dispose();
        }
    }

    private void Advance(Instant now)
    {
        if (IceConnectedAt.IsNever && Ice.State == IceState.Connected)
        {
            IceConnectedAt = now;
            State = TransportState.Handshaking;
            if (_dtls.State == DtlsState.New)
            {
                _dtls.Start(now);
            }
        }

        if (Ice.State == IceState.Failed)
        {
            End(TransportState.Failed, "no ICE check was answered");
            return;
        }

        if (Ice.State == IceState.Disconnected)
        {
            // RFC 7675 §5.1: without consent nothing more may be sent.
            End(TransportState.Failed, "the peer's consent has expired");
            return;
        }

        switch (_dtls.State)
        {
            case DtlsState.Connected when Srtp is null && !IceConnectedAt.IsNever:
                Srtp = new SrtpSession(_dtls.SelectedProfile!.Value, _dtls.LocalKeys!, _dtls.RemoteKeys!);
                ConnectedAt = now;
                State = TransportState.Connected;
                break;
            case DtlsState.Closed:
                End(TransportState.Closed, "the peer closed the connection");
                break;
            case DtlsState.Failed:
                End(TransportState.Failed, $"DTLS: {_dtls.FailureText}");
                break;
        }
    }

    private void End(TransportState state, string reason)
    {
        State = state;
        Failure = reason;
        Srtp?.Dispose();
        Srtp = null;
    }
}

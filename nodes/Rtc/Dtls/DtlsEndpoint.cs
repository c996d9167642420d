using CdnLab.Core;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Dtls;

/// <summary>
/// One side of a DTLS 1.2 association that agrees on SRTP keys (RFC 5764): datagrams and time in, datagrams out.
/// </summary>
/// <remarks>
/// After every <see cref="Start"/>, <see cref="HandleDatagram"/>, <see cref="HandleTimeout"/> and <see cref="Close"/>, call
/// <see cref="TryPollTransmit"/> until it returns false, then look at <see cref="State"/> and <see cref="NextTimeout"/>.
/// Owned by one loop. OpenSSL does the cryptography and puts handshake messages together; loss is handled here, by
/// <c>now</c> alone (README).
/// </remarks>
public sealed class DtlsEndpoint : IDisposable
{
    /// <summary>Longest datagram that is looked at. A WebRTC peer sends at most an Ethernet frame's worth.</summary>
    public const int MaximumDatagram = 2048;

    /// <summary>
    /// A peer that repeats its last flight in several datagrams lost the final flight once, not several times.
    /// </summary>
    private static readonly TimeSpan FinalFlightSpacing = TimeSpan.FromMilliseconds(20);

    private readonly DtlsTimings _timings;
    private readonly int _mtu;
    private readonly RecordQueue _flight = new();
    private readonly RecordQueue _alerts = new();
    private SslHandle? _ssl;
    private ulong _epoch0Sequence;
    private Instant _deadline = Instant.Never;
    private Instant _retransmitAt = Instant.Never;
    private Instant _finalFlightSentAt;
    private TimeSpan _retransmitAfter;
    private DtlsCounters _counters;

    /// <summary>Makes an endpoint in state <see cref="DtlsState.New"/>.</summary>
    /// <param name="context">What the loop's associations share.</param>
    /// <param name="role">From <c>a=setup</c>: active is the client.</param>
    /// <param name="remoteFingerprint">SHA-256 of the peer's certificate, from its SDP: 32 bytes.</param>
    /// <param name="timings">Timers, <see cref="DtlsTimings.Default"/> when null.</param>
    public DtlsEndpoint(DtlsContext context, DtlsRole role, ReadOnlySpan<byte> remoteFingerprint, DtlsTimings? timings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (remoteFingerprint.Length != DtlsCertificate.FingerprintLength)
        {
            throw new ArgumentException($"A SHA-256 fingerprint has 32 bytes, not {remoteFingerprint.Length}.", nameof(remoteFingerprint));
        }

        Role = role;
        _mtu = context.Mtu;
        _timings = timings ?? DtlsTimings.Default;
        OpenSsl.ERR_clear_error();
        _ssl = new SslHandle(context.Handle, role, remoteFingerprint, _mtu);
    }

    /// <summary>Client or server.</summary>
    public DtlsRole Role { get; }

    /// <summary>Where the association is in its life.</summary>
    public DtlsState State { get; private set; }

    /// <summary>Why <see cref="State"/> is <see cref="DtlsState.Failed"/>.</summary>
    public DtlsFailure Failure { get; private set; }

    /// <summary>The failure in words, with what OpenSSL said; empty when there is none.</summary>
    public string FailureText { get; private set; } = "";

    /// <summary>When <see cref="HandleTimeout"/> is due; <see cref="Instant.Never"/> outside the handshake.</summary>
    public Instant NextTimeout => State == DtlsState.Handshaking ? Instant.Min(_retransmitAt, _deadline) : Instant.Never;

    /// <summary>The SRTP profile agreed on; null before <see cref="DtlsState.Connected"/>.</summary>
    public SrtpProfile? SelectedProfile { get; private set; }

    /// <summary>Keys for what this side sends; null before <see cref="DtlsState.Connected"/>. Zeroed with this endpoint.</summary>
    public SrtpMasterKeys? LocalKeys { get; private set; }

    /// <summary>Keys for what the peer sends; null before <see cref="DtlsState.Connected"/>. Zeroed with this endpoint.</summary>
    public SrtpMasterKeys? RemoteKeys { get; private set; }

    /// <summary>What was seen and sent so far.</summary>
    public ref readonly DtlsCounters Counters => ref _counters;

    /// <summary>Begins: the client's ClientHello is ready to be polled, the server waits. The handshake limit runs from here.</summary>
    /// <exception cref="InvalidOperationException">Called twice.</exception>
    public void Start(Instant now)
    {
        if (State != DtlsState.New)
        {
            throw new InvalidOperationException($"A DTLS endpoint starts once; this one is {State}.");
        }

        State = DtlsState.Handshaking;
        _deadline = now + _timings.HandshakeLimit;
        if (Role == DtlsRole.Client)
        {
            Handshake(now);
        }
    }

    /// <summary>Takes one received datagram. What is no DTLS, torn or too long is counted and dropped; nothing throws.</summary>
    public void HandleDatagram(Instant now, ReadOnlySpan<byte> datagram)
    {
        _counters.DatagramsReceived++;
        if (datagram.Length > MaximumDatagram)
        {
            _counters.MalformedDatagrams++;
            return;
        }

        // A flight of the peer that arrives when we are through means that the peer is not: it lost our final flight.
        bool wasConnected = State == DtlsState.Connected;
        bool peerRepeats = false;
        while (!datagram.IsEmpty)
        {
            if (!DtlsRecord.TryParse(datagram, out DtlsRecord record))
            {
                _counters.MalformedDatagrams++;
                break;
            }

            HandleRecord(now, datagram[..record.Length], record);
            peerRepeats |= record.Type is DtlsRecord.Handshake or DtlsRecord.ChangeCipherSpec;
            datagram = datagram[record.Length..];
        }

        if (wasConnected && peerRepeats && Role == DtlsRole.Server && now - _finalFlightSentAt >= FinalFlightSpacing)
        {
            _finalFlightSentAt = now;
            _flight.Rewind();
            _counters.FinalFlightsRepeated++;
        }
    }

    /// <summary>Sends the last flight again or gives up, if it is time for that. Harmless when called early.</summary>
    public void HandleTimeout(Instant now)
    {
        if (State != DtlsState.Handshaking)
        {
            return;
        }

        if (now >= _deadline)
        {
            Fail(DtlsFailure.Timeout, $"no handshake within {_timings.HandshakeLimit.TotalSeconds:0.###} s");
        }
        else if (now >= _retransmitAt)
        {
            _flight.Rewind();
            _counters.FlightsRepeated++;
            _retransmitAfter = TimeSpan.FromTicks(Math.Min(_retransmitAfter.Ticks * 2, _timings.MaximumRetransmit.Ticks));
            _retransmitAt = now + _retransmitAfter;
        }
    }

    /// <summary>Hands out the next datagram to send.</summary>
    /// <param name="buffer">At least the context's MTU long.</param>
    /// <param name="length">Length of the datagram; 0 when there is none.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryPollTransmit(Span<byte> buffer, out int length)
    {
        if (buffer.Length < _mtu)
        {
            throw new ArgumentException($"The buffer must hold a datagram of {_mtu} bytes.", nameof(buffer));
        }

        Span<byte> datagram = buffer[.._mtu];
        length = _flight.Take(datagram, ref _epoch0Sequence);
        if (length == 0)
        {
            length = _alerts.Take(datagram, ref _epoch0Sequence);
        }

        if (length == 0)
        {
            return false;
        }

        _counters.DatagramsSent++;
        return true;
    }

    /// <summary>
    /// Ends the association: close_notify is ready to be polled when the handshake was done and its state is still held.
    /// </summary>
    public void Close(Instant now)
    {
        if (State is DtlsState.Closed or DtlsState.Failed)
        {
            return;
        }

        if (State == DtlsState.Connected && _ssl is not null)
        {
            OpenSsl.ERR_clear_error();
            OpenSsl.SSL_shutdown(_ssl);
            Drain(now);
            OpenSsl.ERR_clear_error();
        }

        End(DtlsState.Closed);
    }

    /// <summary>
    /// Gives back OpenSSL's memory, about 49 KiB, once <see cref="DtlsState.Connected"/>. From then on the peer's
    /// close_notify and alerts go unnoticed and <see cref="Close"/> sends nothing. The final flight is still repeated for
    /// a peer that lost it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The handshake is not done.</exception>
    public void ReleaseHandshakeState()
    {
        if (State is DtlsState.New or DtlsState.Handshaking)
        {
            throw new InvalidOperationException($"The handshake state is still needed: {State}.");
        }

        _ssl?.Dispose();
        _ssl = null;
    }

    /// <summary>Frees OpenSSL's memory and zeroes the keys. Sends nothing: call <see cref="Close"/> before.</summary>
    public void Dispose()
    {
        if (State is not DtlsState.Failed)
        {
            State = DtlsState.Closed;
        }

        _ssl?.Dispose();
        _ssl = null;
        LocalKeys?.Dispose();
        RemoteKeys?.Dispose();
    }

    private void HandleRecord(Instant now, ReadOnlySpan<byte> record, DtlsRecord header)
    {
        if (_ssl is null || State == DtlsState.New || header.IsTooShortToBeEncrypted)
        {
            _counters.IgnoredRecords++;
        }
        else if (State == DtlsState.Handshaking)
        {
            Feed(record);
            Handshake(now);
        }
        else if (State == DtlsState.Connected && header.Type == DtlsRecord.Alert)
        {
            Feed(record);
            ReadAlerts(now);
        }
        else
        {
            // Repeated handshake records are answered by HandleDatagram and must not reach OpenSSL, which gives up after a
            // dozen of them; a new handshake would be refused anyway. Nobody sends application data: no data channels.
            _counters.IgnoredRecords++;
        }
    }

    private unsafe void Feed(ReadOnlySpan<byte> record)
    {
        fixed (byte* bytes = record)
        {
            OpenSsl.BIO_write(_ssl!.ReadBio, bytes, record.Length);
        }
    }

    private void Handshake(Instant now)
    {
        OpenSsl.ERR_clear_error();
        int result = OpenSsl.SSL_do_handshake(_ssl!);
        int error = OpenSsl.SSL_get_error(_ssl!, result);
        OpenSslError reason = OpenSslError.Take();
        Drain(now);
        if (result == 1)
        {
            FinishHandshake(now);
        }
        else if (!IsWaiting(error))
        {
            FailBy(error, reason);
        }
    }

    private void FinishHandshake(Instant now)
    {
        // The certificate callback has refused a wrong certificate already; that nothing becomes Connected without this
        // check must not depend on a callback having been called.
        if (!_ssl!.HasExpectedFingerprint(OpenSsl.SSL_get0_peer_certificate(_ssl)))
        {
            Fail(DtlsFailure.FingerprintMismatch, "the peer's certificate does not have the signalled fingerprint");
            return;
        }

        if (SrtpKeyExport.Take(_ssl, Role) is not { } keys)
        {
            // The server's final flight still goes out, so that the client finds out the same at once.
            Fail(DtlsFailure.NoSrtpProfile, "the handshake ended without an SRTP profile that both sides speak", lastFlight: true);
            return;
        }

        (SelectedProfile, LocalKeys, RemoteKeys) = (keys.Local.Profile, keys.Local, keys.Remote);
        State = DtlsState.Connected;
        _finalFlightSentAt = now;
        if (Role == DtlsRole.Client)
        {
            _flight.Clear();
        }
    }

    private unsafe void ReadAlerts(Instant now)
    {
        byte* discarded = stackalloc byte[64];
        OpenSsl.ERR_clear_error();
        int result = OpenSsl.SSL_read(_ssl!, discarded, 64);
        int error = OpenSsl.SSL_get_error(_ssl!, result);
        OpenSslError reason = OpenSslError.Take();
        if (error == OpenSsl.SSL_ERROR_ZERO_RETURN)
        {
            Close(now);
        }
        else if (!IsWaiting(error))
        {
            Drain(now);
            FailBy(error, reason);
        }
    }

    /// <summary>Moves what OpenSSL wants to send into the queues; a new flight takes the place of the last one.</summary>
    private unsafe void Drain(Instant now)
    {
        // Records are at most an MTU long; one that is cut by the end of the buffer waits for the rest of it.
        const int Capacity = 4096;
        byte* buffer = stackalloc byte[Capacity];
        bool newFlight = false;
        long flightLength = _ssl!.TakeFlightLength();
        long position = 0;
        int held = 0;
        int read;
        while ((read = OpenSsl.BIO_read(_ssl.WriteBio, buffer + held, Capacity - held)) > 0)
        {
            var bytes = new ReadOnlySpan<byte>(buffer, held + read);
            while (DtlsRecord.TryParse(bytes, out DtlsRecord record))
            {
                if (record.Type == DtlsRecord.Alert)
                {
                    _alerts.Add(bytes[..record.Length]);
                }
                else if (flightLength >= 0 && position >= flightLength)
                {
                    if (record.Epoch > 0)
                    {
                        _flight.AddSpare(bytes[..record.Length]);
                    }
                }
                else
                {
                    if (!newFlight)
                    {
                        newFlight = true;
                        _flight.Clear();
                    }

                    _flight.Add(bytes[..record.Length]);
                }

                position += record.Length;
                bytes = bytes[record.Length..];
            }

            held = bytes.Length;
            bytes.CopyTo(new Span<byte>(buffer, held));
        }

        if (newFlight)
        {
            _retransmitAfter = _timings.InitialRetransmit;
            _retransmitAt = now + _retransmitAfter;
        }
    }

    private static bool IsWaiting(int error) => error is OpenSsl.SSL_ERROR_NONE or OpenSsl.SSL_ERROR_WANT_READ;

    private void FailBy(int error, OpenSslError reason)
    {
        if (_ssl!.SawWrongFingerprint)
        {
            Fail(DtlsFailure.FingerprintMismatch, "the peer's certificate does not have the signalled fingerprint");
        }
        else if (error == OpenSsl.SSL_ERROR_ZERO_RETURN)
        {
            Fail(DtlsFailure.PeerAlert, "the peer closed before the handshake was finished");
        }
        else if (reason.PeerAlert >= 0)
        {
            Fail(DtlsFailure.PeerAlert, $"the peer sent alert {reason.PeerAlert}: {reason.Text}");
        }
        else
        {
            Fail(DtlsFailure.Protocol, reason.Text.Length > 0 ? reason.Text : $"OpenSSL stopped with error {error} and no reason");
        }
    }

    private void Fail(DtlsFailure failure, string text, bool lastFlight = false)
    {
        Failure = failure;
        FailureText = text;
        End(DtlsState.Failed, lastFlight);
    }

    private void End(DtlsState state, bool lastFlight = false)
    {
        State = state;
        if (!lastFlight)
        {
            _flight.Clear();
        }

        _ssl?.Dispose();
        _ssl = null;
    }
}

using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

/// <summary>
/// Finds and keeps a path to one peer over one socket: ICE with connectivity checks, nomination, consent freshness and
/// restart. Bytes and time come in as arguments; datagrams to send, events and the next timeout are polled.
/// </summary>
/// <remarks>
/// After every input (<see cref="SetRemote"/>, <see cref="AddRemoteCandidate"/>, <see cref="HandleStun"/>,
/// <see cref="HandleTimeout"/>, <see cref="Restart"/>) poll <see cref="TryPollTransmit"/> and <see cref="TryPollEvent"/>
/// until empty, then read <see cref="NextTimeout"/>. RFC 8445, RFC 7675; departures are in the folder's README. Owned by one
/// loop.
/// </remarks>
public sealed partial class IceAgent
{
    /// <summary>A buffer of this many bytes holds every message an agent sends.</summary>
    public const int MaxTransmitLength = 768;

    private readonly IceOptions _options;
    private readonly IceEntropy _entropy;
    private readonly NominationMemory _nominations = new();
    private IceGeneration _current;
    private IceGeneration? _previous;
    private IcePair? _selected;
    private ulong _tieBreaker;
    private Instant _deadline = Instant.Never;
    private Instant _nextCheckAt = Instant.Zero;
    private uint _events;

    /// <summary>Makes an agent that knows its own credentials only; it already answers checks.</summary>
    /// <param name="role">Lite, or a full agent that controls or is controlled at first.</param>
    /// <param name="local">The credentials given to the peer in the description.</param>
    /// <param name="entropy">16 bytes or more from a cryptographic source; transaction ids and tie-breaker grow from them.</param>
    /// <param name="options">Timing and bounds; null for the defaults.</param>
    public IceAgent(IceRole role, IceCredentials local, ReadOnlySpan<byte> entropy, IceOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entropy.Length, 16);
        Role = role;
        _options = options ?? IceOptions.Default;
        _entropy = new IceEntropy(entropy);
        _tieBreaker = _entropy.NextUInt64();
        _current = new IceGeneration(local);
    }

    /// <summary>The role; a conflict may swap controlling and controlled.</summary>
    public IceRole Role { get; private set; }

    /// <summary>Where the agent stands.</summary>
    public IceState State { get; private set; }

    /// <summary>The newest own credentials.</summary>
    public IceCredentials Local => _current.Local;

    /// <summary>The newest credentials of the peer; null until told.</summary>
    public IceCredentials? Remote => _current.Remote;

    /// <summary>Whether a restart has begun and its pair is not yet nominated.</summary>
    public bool IsRestarting => _previous is not null;

    /// <summary>Where media goes; the default value while nothing is selected.</summary>
    public NetAddress SelectedRemote => _selected?.Remote ?? default;

    /// <summary>Our own address as the peer sees it; null before the first response, and always for a lite agent.</summary>
    public NetAddress? MappedAddress { get; private set; }

    /// <summary>The latest measured time from check to response; zero before the first, and always for a lite agent.</summary>
    public TimeSpan RoundTrip { get; private set; }

    /// <summary>What was seen and done.</summary>
    public IceCounters Counters { get; } = new();

    /// <summary>When <see cref="HandleTimeout"/> wants to be called; a moment that has passed means now.</summary>
    public Instant NextTimeout { get; private set; } = Instant.Never;

    private bool HasEnded => State is IceState.Failed or IceState.Disconnected;

    /// <summary>Tells the agent the peer's credentials and starts the time within which a pair must be found.</summary>
    /// <param name="now">The loop's time.</param>
    /// <param name="remote">The credentials from the peer's description.</param>
    /// <param name="remoteIsLite">
    /// Whether the peer's description says <c>a=ice-lite</c>. Towards such a peer the first check already nominates, which
    /// saves a round trip.
    /// </param>
    public void SetRemote(Instant now, IceCredentials remote, bool remoteIsLite = false)
    {
        if (HasEnded)
        {
            return;
        }

        _current.SetRemote(remote, remoteIsLite);
        if (State == IceState.New)
        {
            SetState(IceState.Checking);
        }

        if (_deadline.IsNever && (_selected is null || _previous is not null))
        {
            _deadline = now + _options.FailureTimeout;
        }

        Reschedule();
    }

    /// <summary>
    /// Offers the agent an address of the peer, from its description or trickled. Only UDP addresses of component 1 are
    /// used, others are counted; a lite agent has no use for any.
    /// </summary>
    public void AddRemoteCandidate(Instant now, IceCandidate candidate)
    {
        if (HasEnded || Role == IceRole.Lite)
        {
            return;
        }

        if (candidate.Transport != IceTransport.Udp || candidate.Component != 1 || candidate.Address is not { } address ||
            !IsUsable(address) || AddPair(_current, address, candidate.Priority, mayEvict: false) is not { } pair)
        {
            Counters.CandidatesIgnored++;
            return;
        }

        // A check from this address may have come first; the description's priority is the better one.
        pair.Priority = candidate.Priority;
        Reschedule();
    }

    /// <summary>
    /// Begins an ICE restart with new own credentials; the selected pair is used and kept alive until the new credentials'
    /// pair is nominated, and stays if that does not happen in time (RFC 8445 §9, RFC 9725 §4.3.3).
    /// </summary>
    /// <remarks>The peer's new credentials and candidates follow by <see cref="SetRemote"/> and <see cref="AddRemoteCandidate"/>.</remarks>
    public void Restart(Instant now, IceCredentials local)
    {
        if (_selected is null || HasEnded)
        {
            _selected = null;
            _previous = null;
            SetState(IceState.Checking);
        }
        else
        {
            // A second restart before the first has finished: the pair in use still belongs to the oldest generation.
            _previous = _selected.Generation;
        }

        _current = new IceGeneration(local);
        _deadline = now + _options.FailureTimeout;
        Reschedule();
    }

    /// <summary>Takes the next event, if any.</summary>
    public bool TryPollEvent(out IceEvent iceEvent)
    {
        int index = System.Numerics.BitOperations.TrailingZeroCount(_events);
        iceEvent = (IceEvent)index;
        if (_events == 0)
        {
            return false;
        }

        _events &= _events - 1;
        return true;
    }

    /// <summary>Does what is due by now: checks and their repetitions, consent, failure. Early calls do no harm.</summary>
    public void HandleTimeout(Instant now)
    {
        if (HasEnded)
        {
            return;
        }

        if (_deadline <= now)
        {
            OnDeadline();
        }

        CheckConsent(now);
        if (!HasEnded && Role != IceRole.Lite)
        {
            RunChecks(now);
            RunConsent(now);
        }

        Reschedule();
    }

    private bool IsUsable(NetAddress address)
    {
        if (address.Port == 0 || (!address.IsIPv4 && !_options.UseIPv6))
        {
            return false;
        }

        // Neither "any" nor multicast nor broadcast is an address a peer can have.
        return address.IsIPv4
            ? address.IPv4 != 0 && address.IPv4 >> 28 < 0xE
            : (address.High | address.Low) != 0 && address.High >> 56 != 0xFF;
    }

    private void OnDeadline()
    {
        _deadline = Instant.Never;
        if (_previous is null)
        {
            SetState(IceState.Failed);
            return;
        }

        // RFC 9725 §4.3.3: a restart that fails leaves the session as it was.
        _current = _previous;
        _previous = null;
        Raise(IceEvent.RestartFailed);
    }

    // The peer's address becomes the one that media goes to.
    private void Select(Instant now, IcePair pair)
    {
        IcePair? before = _selected;
        _selected = pair;
        if (_previous is not null && pair.Generation == _current)
        {
            _previous = null;
            Raise(IceEvent.RestartCompleted);
        }

        if (pair.Generation == _current)
        {
            _deadline = Instant.Never;
        }

        if (before?.Remote != pair.Remote)
        {
            Counters.SelectionsMoved += before is null ? 0 : 1;
            Raise(IceEvent.SelectedRemoteChanged);
        }

        if (before is null || before.Generation != pair.Generation)
        {
            StartConsent(now);
        }

        SetState(IceState.Connected);
    }

    // Finds or makes the pair of a remote address; null when there is no room.
    private IcePair? AddPair(IceGeneration generation, NetAddress remote, uint priority, bool mayEvict)
    {
        if (generation.Find(remote) is { } known)
        {
            return known;
        }

        if (generation.Pairs.Count >= _options.MaxPairs && !(mayEvict && Evict(generation)))
        {
            return null;
        }

        IcePair pair = new(generation, remote, priority);
        generation.Pairs.Add(pair);
        return pair;
    }

    // Even an authenticated peer may not fill memory with addresses: the one silent for longest goes.
    private bool Evict(IceGeneration generation)
    {
        IcePair? oldest = null;
        foreach (IcePair pair in generation.Pairs)
        {
            if (pair != _selected && (oldest is null || pair.LastHeard < oldest.LastHeard))
            {
                oldest = pair;
            }
        }

        if (oldest is null)
        {
            return false;
        }

        generation.Pairs.Remove(oldest);
        Counters.PairsEvicted++;
        return true;
    }

    private void SetState(IceState state)
    {
        if (State != state)
        {
            State = state;
            Raise(IceEvent.StateChanged);
        }
    }

    private void Raise(IceEvent iceEvent) => _events |= 1u << (int)iceEvent;

    private void Reschedule()
    {
        Instant next = Instant.Never;
        if (!HasEnded)
        {
            next = Instant.Min(_deadline, NextConsentTimeout());
            if (Role != IceRole.Lite)
            {
                next = Instant.Min(next, NextCheckTimeout());
            }
        }

        NextTimeout = next;
    }
}

using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

public sealed partial class IceAgent
{
    /// <summary>Takes a datagram that <see cref="Demux"/> called STUN.</summary>
    /// <param name="now">The loop's time, or the kernel's receive time on the same clock.</param>
    /// <param name="datagram">One whole UDP payload.</param>
    /// <param name="from">Where it came from.</param>
    /// <returns>
    /// Whether it was authenticated by the session's passwords: only then may the caller remember <paramref name="from"/> as
    /// an address of this session. Everything else is counted and, as RFC 8489 §9.1.3 says, dropped or answered with an error.
    /// </returns>
    public bool HandleStun(Instant now, ReadOnlySpan<byte> datagram, NetAddress from)
    {
        if (!StunMessage.TryParse(datagram, out StunMessage message, out _))
        {
            Counters.Malformed++;
            return false;
        }

        // RFC 8445 §7.1: every message of ICE carries one, and it is cheaper to refuse than the HMAC.
        if (!message.CheckFingerprint())
        {
            Counters.BadFingerprint++;
            return false;
        }

        if (HasEnded || message.Method != 1 || message.Class == StunClass.Indication)
        {
            Counters.Ignored++;
            return false;
        }

        bool authenticated = message.Class == StunClass.Request
            ? HandleRequest(now, message, from)
            : HandleResponse(now, message, from);
        Reschedule();
        return authenticated;
    }

    private bool HandleRequest(Instant now, in StunMessage message, NetAddress from)
    {
        // 1. Authenticate: RFC 8489 §9.1.3, user name as in RFC 8445 §7.3.
        if (message.Username.IsEmpty || !message.HasIntegrity)
        {
            Counters.MissingCredentials++;
            QueueError(message, from, StunErrorCode.BadRequest, null);
            return false;
        }

        if (FindGeneration(message.Username) is not { } generation)
        {
            Counters.WrongUsername++;
            QueueError(message, from, StunErrorCode.Unauthenticated, null);
            return false;
        }

        if (!message.CheckIntegrity(generation.Local.Key))
        {
            Counters.BadIntegrity++;
            QueueError(message, from, StunErrorCode.Unauthenticated, null);
            return false;
        }

        // 2. RFC 8489 §6.3.1: what must be understood and is not.
        if (message.UnknownRequired.Count > 0)
        {
            Counters.UnknownAttributes++;
            QueueError(message, from, StunErrorCode.UnknownAttribute, generation);
            return true;
        }

        // 3. RFC 8445 §7.3.1.1: both sides in the same role.
        if (IsRoleConflict(message))
        {
            QueueError(message, from, StunErrorCode.RoleConflict, generation);
            return true;
        }

        // 4. A copy of a nomination, sent from somewhere else, moves nothing.
        if (message.UseCandidate && !_nominations.TryAdd(message.TransactionId, from))
        {
            Counters.ReplayedNominations++;
            return false;
        }

        // 5. Answer, then learn from it.
        Counters.RequestsAccepted++;
        Counters.SuccessesSent++;
        Queue(new IceTransmit
        {
            Class = StunClass.Success,
            To = from,
            TransactionId = message.TransactionId,
            Generation = generation,
        });
        _lastHeard = now;
        uint priority = message.Priority ?? IceCandidate.ComputePriority(IceCandidateType.PeerReflexive, 0);
        if (AddPair(generation, from, priority, mayEvict: true) is { } pair)
        {
            LearnFromRequest(now, pair, message.UseCandidate);
        }

        return true;
    }

    private void LearnFromRequest(Instant now, IcePair pair, bool nominates)
    {
        pair.LastHeard = now;
        pair.LastCheckNominated = nominates;
        if (Role == IceRole.Lite)
        {
            pair.State = IcePairState.Succeeded;
            if (nominates)
            {
                pair.Nominated = true;
                Nominate(now, pair);
            }
            else if (_selected is null)
            {
                // Earlier than RFC 8445 §7.3.2 has it: towards a lite agent a browser begins DTLS on the first pair that answers
                // and nominates it in its next check, 50 ms later. The nomination, when it comes, decides.
                Select(now, pair);
            }

            return;
        }

        // RFC 8445 §7.3.1.5: the controlled side remembers the nomination until its own check has succeeded.
        if (nominates && Role == IceRole.Controlled)
        {
            pair.Nominated = true;
            if (pair.State == IcePairState.Succeeded)
            {
                Nominate(now, pair);
            }
        }

        Trigger(now, pair);

        // Pairs may have succeeded before a conflict made us the one who nominates.
        NominateOwn(now);
    }

    /// <summary>
    /// The peer nominated a pair that works. RFC 8445 §8.1.1 knows one nomination per session, but a browser nominates
    /// another when its network changes, and one of RFC 5245 nominates every pair in every check.
    /// </summary>
    private void Nominate(Instant now, IcePair pair)
    {
        if (_selected is null || _selected == pair || _selected.Generation != pair.Generation)
        {
            // During a restart the old generation keeps its pair; the new one's first nomination ends the restart.
            if (_selected is null || _selected == pair || pair.Generation == _current)
            {
                Select(now, pair);
            }

            return;
        }

        // Only who nominates in every check lets the priority decide; everybody else means the latest one. A pair that
        // has gone silent binds nobody.
        bool held = _selected.LastCheckNominated && now - _selected.LastHeard < _options.NominationHold;
        if (!held || pair.Priority > _selected.Priority)
        {
            Select(now, pair);
        }
    }

    private IceGeneration? FindGeneration(ReadOnlySpan<byte> username)
    {
        if (Matches(_current, username))
        {
            return _current;
        }

        return _previous is not null && Matches(_previous, username) ? _previous : null;
    }

    private static bool Matches(IceGeneration generation, ReadOnlySpan<byte> username)
    {
        byte[] local = generation.Local.UfragBytes;
        if (username.Length <= local.Length || username[local.Length] != (byte)':' || !username.StartsWith(local))
        {
            return false;
        }

        // Checks may arrive before the peer's description does (RFC 8445 §7.3); then its fragment is not known.
        return generation.Remote is null || username[(local.Length + 1)..].SequenceEqual(generation.Remote.UfragBytes);
    }

    // Returns whether the peer must yield; when we must, we do it here.
    private bool IsRoleConflict(in StunMessage message)
    {
        switch (Role)
        {
            case IceRole.Lite when message.IceControlled is not null:
                // A lite agent cannot control a full one (RFC 8445 §6.1.1).
                Counters.RoleConflicts++;
                return true;
            case IceRole.Controlling when message.IceControlling is { } theirs:
                Counters.RoleConflicts++;
                if (_tieBreaker >= theirs)
                {
                    return true;
                }

                SwitchRole(IceRole.Controlled);
                return false;
            case IceRole.Controlled when message.IceControlled is { } theirs:
                Counters.RoleConflicts++;
                if (_tieBreaker < theirs)
                {
                    return true;
                }

                SwitchRole(IceRole.Controlling);
                return false;
            default:
                return false;
        }
    }

    private void SwitchRole(IceRole role)
    {
        Role = role;
        Raise(IceEvent.RoleChanged);
    }
}

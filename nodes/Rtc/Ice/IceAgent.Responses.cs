using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

public sealed partial class IceAgent
{
    private bool HandleResponse(Instant now, in StunMessage message, NetAddress from)
    {
        StunTransactionId id = message.TransactionId;
        IcePair? pair = _current.FindTransaction(id);
        bool consent = false;
        if (pair is null)
        {
            consent = _selected is not null && IsOpenConsent(id);
            pair = consent ? _selected : null;
        }

        if (pair?.Generation.Remote is not { } remote)
        {
            Counters.UnknownTransaction++;
            return false;
        }

        // RFC 8489 §9.1.4: a response without the right integrity is treated as if it had never come. That holds for 400 and
        // 401 too, which cannot be protected: a forged one must not end a check, and a true one is followed by the timeout.
        if (!message.CheckIntegrity(remote.Key))
        {
            Counters.BadIntegrity++;
            return false;
        }

        // RFC 8445 §7.2.5.2.1: the way back must be the way there.
        if (from != pair.Remote)
        {
            Counters.UnexpectedSource++;
            if (!consent)
            {
                pair.EndCheck();
                pair.State = IcePairState.Failed;
            }

            return true;
        }

        if (message.Class == StunClass.Error)
        {
            OnErrorResponse(message.ErrorCode, pair, consent);
        }
        else if (message.UnknownRequired.Count == 0 && message.XorMappedAddress is { } mapped)
        {
            Counters.ResponsesAccepted++;
            MappedAddress = mapped;
            if (consent)
            {
                OnConsent(now, id);
            }
            else
            {
                // Karn's rule: a response after a repetition could belong to either; it only gives a first upper bound.
                if (pair.Transmissions == 1 || RoundTrip == TimeSpan.Zero)
                {
                    RoundTrip = now - pair.FirstSentAt;
                }

                OnCheckSucceeded(now, pair);
            }
        }
        else
        {
            Counters.Malformed++;
        }

        return true;
    }

    private void OnErrorResponse(int code, IcePair pair, bool consent)
    {
        if (consent)
        {
            Counters.ErrorResponses++;
            return;
        }

        bool wasControlling = pair.CheckControlling;
        pair.EndCheck();
        if (code != StunErrorCode.RoleConflict)
        {
            Counters.ErrorResponses++;
            pair.State = IcePairState.Failed;
            return;
        }

        // RFC 8445 §7.2.5.1: switch, unless that has happened since the check was sent; change the tie-breaker; try again.
        Counters.RoleConflicts++;
        if (wasControlling == (Role == IceRole.Controlling))
        {
            SwitchRole(wasControlling ? IceRole.Controlled : IceRole.Controlling);
            _tieBreaker = _entropy.NextUInt64();
        }

        pair.State = IcePairState.Waiting;
        pair.Triggered = true;
    }
}

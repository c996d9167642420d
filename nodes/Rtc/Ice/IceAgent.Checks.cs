using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

public sealed partial class IceAgent
{
    private bool IsCurrentSelected => _selected is not null && _selected.Generation == _current;

    // RFC 8445 §7.3.1.4: a check of the peer on this pair calls for one of ours.
    private void Trigger(Instant now, IcePair pair)
    {
        switch (pair.State)
        {
            case IcePairState.InProgress:
                // Where the RFC begins a new transaction we repeat the running one soon: its response is as good, and it
                // remains one transaction to remember. Not faster than Ta, or two peers would answer each other at once.
                pair.RepeatAt = Instant.Min(pair.RepeatAt, Instant.Max(now, pair.LastSentAt + _options.CheckInterval));
                break;
            case IcePairState.Waiting:
            case IcePairState.Failed:
                pair.State = IcePairState.Waiting;
                pair.Triggered = true;
                break;
            default:
                break;
        }
    }

    private void RunChecks(Instant now)
    {
        RepeatChecks(now, _current);
        if (_current.Remote is null || now < _nextCheckAt || NextToCheck() is not { } pair)
        {
            return;
        }

        _nextCheckAt = now + _options.CheckInterval;
        bool nominates = Role == IceRole.Controlling && _current.RemoteIsLite;
        pair.State = IcePairState.InProgress;
        StartCheck(now, pair, nominates);
    }

    // Triggered pairs first, then by priority (RFC 8445 §6.1.4.2); once a pair is selected only triggered ones matter.
    private IcePair? NextToCheck()
    {
        IcePair? best = null;
        foreach (IcePair pair in _current.Pairs)
        {
            if (pair.State == IcePairState.Waiting && (pair.Triggered || !IsCurrentSelected) &&
                (best is null || (pair.Triggered, pair.Priority).CompareTo((best.Triggered, best.Priority)) > 0))
            {
                best = pair;
            }
        }

        return best;
    }

    private Instant NextCheckTimeout()
    {
        Instant next = _current.Remote is not null && NextToCheck() is not null ? _nextCheckAt : Instant.Never;
        foreach (IcePair pair in _current.Pairs)
        {
            next = Instant.Min(next, pair.RepeatAt);
        }

        return next;
    }

    private void StartCheck(Instant now, IcePair pair, bool nominates)
    {
        pair.Triggered = false;
        pair.CheckActive = true;
        pair.CheckNominates = nominates;
        pair.CheckControlling = Role == IceRole.Controlling;
        pair.TransactionId = _entropy.NextTransactionId();
        pair.Transmissions = 0;
        pair.FirstSentAt = now;
        pair.Rto = _options.InitialRto;
        Counters.ChecksSent++;
        SendCheck(now, pair);
    }

    private void SendCheck(Instant now, IcePair pair)
    {
        pair.Transmissions++;
        pair.LastSentAt = now;
        pair.RepeatAt = now + pair.Rto;
        TimeSpan doubled = pair.Rto * 2;
        pair.Rto = doubled < _options.MaxRto ? doubled : _options.MaxRto;
        Queue(new IceTransmit
        {
            Class = StunClass.Request,
            To = pair.Remote,
            TransactionId = pair.TransactionId,
            Generation = pair.Generation,
            Nominates = pair.CheckNominates,
            Controlling = pair.CheckControlling,
        });
    }

    private void RepeatChecks(Instant now, IceGeneration generation)
    {
        bool nominationLost = false;
        foreach (IcePair pair in generation.Pairs)
        {
            if (!pair.CheckActive || pair.RepeatAt > now)
            {
                continue;
            }

            if (pair.Transmissions < _options.MaxTransmissions)
            {
                Counters.ChecksRepeated++;
                SendCheck(now, pair);
                continue;
            }

            nominationLost |= pair.CheckNominates;
            pair.EndCheck();
            pair.State = IcePairState.Failed;
        }

        if (nominationLost)
        {
            NominateOwn(now);
        }
    }

    private void OnCheckSucceeded(Instant now, IcePair pair)
    {
        bool nominated = pair.CheckNominates && pair.CheckControlling && Role == IceRole.Controlling;
        pair.EndCheck();
        pair.State = IcePairState.Succeeded;
        if (pair.Generation != _current)
        {
            return;
        }

        if (Role == IceRole.Controlled)
        {
            if (pair.Nominated)
            {
                Nominate(now, pair);
            }
        }
        else if (!nominated)
        {
            NominateOwn(now);
        }
        else if (!IsCurrentSelected)
        {
            Select(now, pair);
            EndOtherChecks(pair);
        }
    }

    // RFC 8445 §8.1.1 leaves the choice to us: the first pair that works is the one with the shortest way there and back.
    private void NominateOwn(Instant now)
    {
        if (Role != IceRole.Controlling || IsCurrentSelected)
        {
            return;
        }

        IcePair? best = null;
        foreach (IcePair pair in _current.Pairs)
        {
            if (pair.CheckActive && pair.CheckNominates && pair.State == IcePairState.Succeeded)
            {
                return; // a nomination is on its way
            }

            if (pair.State == IcePairState.Succeeded && (best is null || pair.Priority > best.Priority))
            {
                best = pair;
            }
        }

        if (best is not null)
        {
            StartCheck(now, best, nominates: true);
        }
    }

    // RFC 8445 §8.1.2: once a pair is selected the others' checks are removed.
    private void EndOtherChecks(IcePair selected)
    {
        foreach (IcePair pair in _current.Pairs)
        {
            if (pair != selected && pair.CheckActive)
            {
                pair.EndCheck();
                pair.State = IcePairState.Waiting;
                pair.Triggered = false;
            }
        }
    }
}

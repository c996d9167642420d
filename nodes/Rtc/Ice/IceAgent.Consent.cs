using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

public sealed partial class IceAgent
{
    // 30 s of consent checks 4 s apart; each may be answered as long as consent lasts.
    private const int OpenConsentChecks = 8;

    private readonly StunTransactionId[] _consentIds = new StunTransactionId[OpenConsentChecks];
    private readonly Instant[] _consentSentAt = new Instant[OpenConsentChecks];
    private int _consentCount;
    private Instant _lastHeard = Instant.Zero;
    private Instant _consentGivenAt = Instant.Zero;
    private Instant _nextConsentAt = Instant.Never;

    // A lite agent sends no checks; that the peer goes on checking us is all the consent there is (RFC 7675 §4).
    private Instant ConsentExpiresAt => State == IceState.Connected
        ? (Role == IceRole.Lite ? _lastHeard : _consentGivenAt) + _options.ConsentTimeout
        : Instant.Never;

    private Instant NextConsentTimeout() => Instant.Min(ConsentExpiresAt, State == IceState.Connected ? _nextConsentAt : Instant.Never);

    // RFC 7675 §5.1: the response that validated the pair is the first consent.
    private void StartConsent(Instant now)
    {
        _consentCount = 0;
        _consentGivenAt = now;
        if (Role != IceRole.Lite)
        {
            ScheduleConsent(now);
        }
    }

    // RFC 7675 §5.1: randomised, so that checks of many sessions do not fall together.
    private void ScheduleConsent(Instant now)
    {
        double unit = SeededRandom.ToUnit(_entropy.NextUInt64());
        double factor = 1 + (_options.ConsentJitter * ((2 * unit) - 1));
        _nextConsentAt = now + (_options.ConsentInterval * factor);
    }

    private void RunConsent(Instant now)
    {
        if (State != IceState.Connected || _selected is null || _nextConsentAt > now)
        {
            return;
        }

        // RFC 7675 §5.1: every consent check is a transaction of its own and is not repeated.
        StunTransactionId id = _entropy.NextTransactionId();
        int slot = _consentCount++ % OpenConsentChecks;
        _consentIds[slot] = id;
        _consentSentAt[slot] = now;
        Counters.ConsentChecksSent++;
        Queue(new IceTransmit
        {
            Class = StunClass.Request,
            To = _selected.Remote,
            TransactionId = id,
            Generation = _selected.Generation,
            Controlling = Role == IceRole.Controlling,
        });
        ScheduleConsent(now);
    }

    private bool IsOpenConsent(StunTransactionId id) => _consentIds.AsSpan(0, Math.Min(_consentCount, OpenConsentChecks)).Contains(id);

    private void OnConsent(Instant now, StunTransactionId id)
    {
        int slot = _consentIds.AsSpan().IndexOf(id);
        RoundTrip = now - _consentSentAt[slot];
        _consentIds[slot] = default;
        _consentGivenAt = now;
    }

    private void CheckConsent(Instant now)
    {
        if (ConsentExpiresAt > now)
        {
            return;
        }

        _nextConsentAt = Instant.Never;
        _selected = null;
        Raise(IceEvent.SelectedRemoteChanged);
        if (_previous is not null)
        {
            // The old pair died while its replacement is being looked for: go on looking.
            _previous = null;
            SetState(IceState.Checking);
            return;
        }

        SetState(IceState.Disconnected);
    }
}

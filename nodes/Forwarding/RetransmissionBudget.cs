using CdnLab.Core;

namespace CdnLab.Forwarding;

/// <summary>
/// How many packets a receiver may be sent again: a burst for a lost key frame, and then so many a second. One datagram of
/// NACKs can ask for thousands of packets; without a budget it would make a node send a hundred times what it received.
/// </summary>
internal struct RetransmissionBudget
{
    /// <summary>Packets that may be sent again at once: some key frames.</summary>
    public const int Burst = 256;

    private const int PerSecond = 1000;

    private long _spent;
    private Instant _since;
    private bool _started;

    /// <summary>Takes one packet from the budget.</summary>
    /// <returns>False when it is used up.</returns>
    public bool TryTake(Instant now)
    {
        if (!_started)
        {
            _started = true;
            _since = now;
        }

        long refilled = now.NanosecondsSince(_since) * PerSecond / 1_000_000_000;
        if (refilled > 0)
        {
            _since = _since.AddNanoseconds(refilled * 1_000_000_000 / PerSecond);
            _spent = Math.Max(0, _spent - refilled);
        }

        if (_spent >= Burst)
        {
            return false;
        }

        _spent++;
        return true;
    }
}

using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

/// <summary>Which nominating checks have come, and from where: who copies one cannot send it again from elsewhere.</summary>
/// <remarks>
/// STUN has no protection against replay. A copied check that nominates would move a session, and all its media, to whoever
/// sends the copy, until its peer happens to nominate again. A peer nominates seldom, or in every check; the first stays in
/// this memory for good, the second is protected by <see cref="IceOptions.NominationHold"/> when it has left it.
/// </remarks>
internal sealed class NominationMemory
{
    private const int Capacity = 32;

    private readonly (StunTransactionId Id, NetAddress From)[] _seen = new (StunTransactionId, NetAddress)[Capacity];
    private int _count;

    /// <summary>Remembers a nominating check.</summary>
    /// <returns>False when it came from another address before: a copy. A repetition from the same address is none.</returns>
    public bool TryAdd(StunTransactionId id, NetAddress from)
    {
        int known = Math.Min(_count, Capacity);
        for (int i = 0; i < known; i++)
        {
            if (_seen[i].Id == id)
            {
                return _seen[i].From == from;
            }
        }

        _seen[_count++ % Capacity] = (id, from);
        return true;
    }
}

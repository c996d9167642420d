namespace CdnLab.Rtc.Rtp;

/// <summary>Extends 16-bit sequence numbers to numbers that do not wrap.</summary>
/// <remarks>
/// Each number is taken as the nearest to the highest so far: up to 32767 ahead or 32768 behind (RFC 3550 §A.1). The
/// first number stands for itself. A mutable struct: keep it in a field, not in a readonly one.
/// </remarks>
public struct SequenceUnwrapper
{
    private long _highest;

    /// <summary>Whether a number was seen.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>The highest extended number so far; 0 before the first.</summary>
    public readonly long Highest => _highest;

    /// <summary>Extends a number and remembers it when it is the highest.</summary>
    /// <returns>
    /// False, with nothing remembered, for a packet from before number 0: one that was sent before the first packet
    /// received, whose number was close to 0. Such a packet cannot be ordered without negative numbers and is best dropped.
    /// </returns>
    public bool TryUnwrap(ushort sequence, out long extended)
    {
        if (!TryPeek(sequence, out extended))
        {
            return false;
        }

        if (!HasStarted || extended > _highest)
        {
            _highest = extended;
            HasStarted = true;
        }

        return true;
    }

    /// <summary>Extends a number without remembering it.</summary>
    /// <returns>False for a packet from before number 0; see <see cref="TryUnwrap"/>.</returns>
    public readonly bool TryPeek(ushort sequence, out long extended)
    {
        extended = HasStarted ? _highest + (short)(sequence - (ushort)_highest) : sequence;
        if (extended >= 0)
        {
            return true;
        }

        extended = 0;
        return false;
    }
}

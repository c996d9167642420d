using System.Runtime.CompilerServices;

namespace CdnLab.Rtc.Srtp;

/// <summary>Which packet indices of one source have been seen (RFC 3711 §3.3.2), and the rollover counter with them.</summary>
internal struct ReplayWindow
{
    /// <summary>
    /// Packets that may be late. The RFC asks for 64 at least; a repaired packet of a fast video stream comes some hundred
    /// packets late, and one of 1024 costs 128 bytes.
    /// </summary>
    public const int Size = 1024;

    private ulong _highest;

    // One bit per index modulo Size, for the last Size indices up to the highest.
    private Bits _seen;

    /// <summary>Begins with the first authentic packet.</summary>
    public ReplayWindow(ulong index)
    {
        _highest = index;
        Set(index);
    }

    /// <summary>
    /// The index that a sequence number most likely stands for: the one closest to the highest seen (RFC 3711 §3.3.1 and
    /// appendix A).
    /// </summary>
    /// <returns>Negative for a packet from before the first wrap that a stream never had.</returns>
    public readonly long Estimate(ushort sequence)
    {
        long rolloverCounter = (long)(_highest >> 16);
        int last = (ushort)_highest;
        if (last < 32768)
        {
            rolloverCounter -= sequence - last > 32768 ? 1 : 0;
        }
        else
        {
            rolloverCounter += last - 32768 > sequence ? 1 : 0;
        }

        return (rolloverCounter << 16) | sequence;
    }

    /// <summary>Whether the index has not been seen and is not too old to know.</summary>
    public readonly bool IsNew(ulong index)
    {
        if (index > _highest)
        {
            return true;
        }

        return _highest - index < Size && (_seen[Word(index)] & Bit(index)) == 0;
    }

    /// <summary>Remembers the index of an authentic packet.</summary>
    public void Accept(ulong index)
    {
        if (index > _highest)
        {
            if (index - _highest >= Size)
            {
                _seen = default;
            }
            else
            {
                for (ulong skipped = _highest + 1; skipped < index; skipped++)
                {
                    _seen[Word(skipped)] &= ~Bit(skipped);
                }
            }

            _highest = index;
        }

        Set(index);
    }

    private static int Word(ulong index) => (int)(index % Size) / 64;

    private static ulong Bit(ulong index) => 1UL << (int)(index % 64);

    private void Set(ulong index) => _seen[Word(index)] |= Bit(index);

    [InlineArray(Size / 64)]
    private struct Bits
    {
        private ulong _word;
    }
}

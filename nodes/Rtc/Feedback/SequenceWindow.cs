namespace CdnLab.Rtc.Feedback;

/// <summary>Remembers which of the latest extended sequence numbers were seen: one bit each.</summary>
internal sealed class SequenceWindow
{
    private readonly ulong[] _bits;
    private readonly int _size;

    /// <param name="size">How many numbers up to the highest are remembered; a power of two, at least 64.</param>
    public SequenceWindow(int size)
    {
        _size = size;
        _bits = new ulong[size / 64];
    }

    /// <summary>The highest number marked; -1 before the first.</summary>
    public long Highest { get; private set; } = -1;

    /// <summary>Whether a number is too old to be remembered.</summary>
    public bool IsTooOld(long sequence) => sequence <= Highest - _size;

    /// <summary>Whether a number was marked; false for numbers outside the window.</summary>
    public bool Contains(long sequence) =>
        sequence <= Highest && !IsTooOld(sequence) && (_bits[Word(sequence)] & Bit(sequence)) != 0;

    /// <summary>Marks a number, which becomes the highest or lies within the window.</summary>
    public void Mark(long sequence)
    {
        if (sequence > Highest)
        {
            if (Highest < 0 || sequence - Highest >= _size)
            {
                Array.Clear(_bits);
            }
            else
            {
                for (long skipped = Highest + 1; skipped < sequence; skipped++)
                {
                    _bits[Word(skipped)] &= ~Bit(skipped);
                }
            }

            Highest = sequence;
        }

        _bits[Word(sequence)] |= Bit(sequence);
    }

    private static ulong Bit(long sequence) => 1UL << (int)(sequence & 63);

    private int Word(long sequence) => (int)(sequence & (_size - 1)) >> 6;
}

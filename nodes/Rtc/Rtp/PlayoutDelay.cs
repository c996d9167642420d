namespace CdnLab.Rtc.Rtp;

/// <summary>The playout-delay extension: how long a receiver may keep a frame before showing it.</summary>
/// <param name="MinimumMilliseconds">Lower limit, 0 to 40950 in steps of 10; 0 with maximum 0 asks to show at once.</param>
/// <param name="MaximumMilliseconds">Upper limit, likewise; not below the minimum.</param>
/// <remarks>http://www.webrtc.org/experiments/rtp-hdrext/playout-delay: 12 + 12 bits in units of 10 ms.</remarks>
public readonly record struct PlayoutDelay(int MinimumMilliseconds, int MaximumMilliseconds)
{
    /// <summary>Bytes of the element's data.</summary>
    public const int Length = 3;

    private const int Unit = 10;
    private const int LargestUnits = 0xFFF;

    /// <summary>Reads the limits; false for another length or a minimum above the maximum.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out PlayoutDelay delay)
    {
        delay = default;
        if (data.Length != Length)
        {
            return false;
        }

        int minimum = (data[0] << 4) | (data[1] >> 4);
        int maximum = ((data[1] & 0x0F) << 8) | data[2];
        delay = new PlayoutDelay(minimum * Unit, maximum * Unit);
        return minimum <= maximum;
    }

    /// <summary>Writes the limits, rounded down to steps of 10 ms and cut to the range.</summary>
    public void Write(Span<byte> data)
    {
        int minimum = Math.Clamp(MinimumMilliseconds / Unit, 0, LargestUnits);
        int maximum = Math.Clamp(MaximumMilliseconds / Unit, 0, LargestUnits);
        data[2] = (byte)maximum;
        data[1] = (byte)((minimum << 4) | (maximum >> 8));
        data[0] = (byte)(minimum >> 4);
    }
}

namespace CdnLab.Core;

/// <summary>A rate of data.</summary>
/// <param name="BitsPerSecond">Bits per second; 0 where no limit is set.</param>
public readonly record struct Bitrate(long BitsPerSecond)
{
    /// <summary>The time that <paramref name="bytes"/> take at this rate, in nanoseconds; 0 for an unlimited rate.</summary>
    public long NanosecondsFor(long bytes) => BitsPerSecond == 0 ? 0 : (long)((Int128)bytes * 8 * 1_000_000_000 / BitsPerSecond);

    /// <inheritdoc/>
    public override string ToString() => BitsPerSecond switch
    {
        0 => "unlimited",
        >= 1_000_000_000 => $"{BitsPerSecond / 1e9:0.###} Gbit/s",
        >= 1_000_000 => $"{BitsPerSecond / 1e6:0.###} Mbit/s",
        >= 1_000 => $"{BitsPerSecond / 1e3:0.###} kbit/s",
        _ => $"{BitsPerSecond} bit/s",
    };
}

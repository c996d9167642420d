namespace CdnLab.Rtc.Rtp;

/// <summary>The audio level of a packet, from client to mixer.</summary>
/// <param name="Level">Loudness in -dBov: 0 is the loudest, 127 is silence.</param>
/// <param name="Voice">Whether the sender thinks that it is speech.</param>
/// <remarks>RFC 6464 §3: one byte, the flag in its highest bit.</remarks>
public readonly record struct AudioLevel(int Level, bool Voice)
{
    /// <summary>Bytes of the element's data.</summary>
    public const int Length = 1;

    /// <summary>Reads the level; false when there is no data. In the two-byte form one byte of padding may follow (RFC 6464 §3).</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out AudioLevel level)
    {
        level = data.IsEmpty ? default : new AudioLevel(data[0] & 0x7F, (data[0] & 0x80) != 0);
        return !data.IsEmpty;
    }

    /// <summary>Writes the level, cut to 0 to 127.</summary>
    public void Write(Span<byte> data) => data[0] = (byte)((Voice ? 0x80 : 0) | Math.Clamp(Level, 0, 127));
}

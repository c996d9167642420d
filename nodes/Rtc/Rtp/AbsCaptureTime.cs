using System.Buffers.Binary;
using CdnLab.Core;

namespace CdnLab.Rtc.Rtp;

/// <summary>The abs-capture-time extension: when the first sample of the packet's frame was captured.</summary>
/// <param name="CaptureTime">On the capturing system's NTP clock.</param>
/// <param name="ClockOffset">
/// Estimated offset of the capturer's clock from the clock of this packet's sender (capturer minus sender), Q32.32 seconds;
/// null when the short form was used.
/// </param>
/// <remarks>
/// http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time: 8 bytes UQ32.32, optionally 8 bytes Q32.32. Capture
/// time stays as it is through all hops; only the offset changes.
/// </remarks>
public readonly record struct AbsCaptureTime(NtpTime CaptureTime, long? ClockOffset = null)
{
    /// <summary>Bytes of the form without offset.</summary>
    public const int ShortLength = 8;

    /// <summary>Bytes of the form with offset.</summary>
    public const int LongLength = 16;

    /// <summary>Bytes of this element's data.</summary>
    public int Length => ClockOffset is null ? ShortLength : LongLength;

    /// <summary>The offset in nanoseconds, rounded down; 0 without an offset.</summary>
    public long ClockOffsetNanoseconds => (long)(((Int128)(ClockOffset ?? 0) * 1_000_000_000) >> 32);

    /// <summary>The Q32.32 form of an offset; up to ±2^31 s.</summary>
    public static long OffsetFromNanoseconds(long nanoseconds) => (long)(((Int128)nanoseconds << 32) / 1_000_000_000);

    /// <summary>Reads either form; false for any other length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out AbsCaptureTime time)
    {
        time = default;
        if (data.Length is not (ShortLength or LongLength))
        {
            return false;
        }

        long? offset = data.Length == LongLength ? BinaryPrimitives.ReadInt64BigEndian(data[8..]) : null;
        time = new AbsCaptureTime(new NtpTime(BinaryPrimitives.ReadUInt64BigEndian(data)), offset);
        return true;
    }

    /// <summary>Writes <see cref="Length"/> bytes and returns that length.</summary>
    public int Write(Span<byte> data)
    {
        BinaryPrimitives.WriteUInt64BigEndian(data, CaptureTime.Value);
        if (ClockOffset is { } offset)
        {
            BinaryPrimitives.WriteInt64BigEndian(data[8..], offset);
        }

        return Length;
    }
}

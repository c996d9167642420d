using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>What a receiver says about one source, in SR and RR.</summary>
/// <param name="Ssrc">The source that is reported on.</param>
/// <param name="FractionLost">Share of packets lost since the previous report, in units of 1/256.</param>
/// <param name="CumulativeLost">Packets expected minus received since the beginning; negative after duplicates. 24 bits, signed.</param>
/// <param name="ExtendedHighestSequence">Highest sequence number received; in the upper 16 bits the number of wraps.</param>
/// <param name="Jitter">Interarrival jitter, in units of the media clock.</param>
/// <param name="LastSenderReport">Middle 32 bits of the NTP time of the last SR received; 0 when there was none.</param>
/// <param name="DelaySinceLastSenderReport">Time since its arrival, in units of 1/65536 s.</param>
/// <remarks>RFC 3550 §6.4.1.</remarks>
public readonly record struct ReportBlock(
    uint Ssrc,
    byte FractionLost,
    int CumulativeLost,
    uint ExtendedHighestSequence,
    uint Jitter,
    uint LastSenderReport,
    uint DelaySinceLastSenderReport)
{
    internal static ReportBlock Read(ReadOnlySpan<byte> block)
    {
        uint lost = BinaryPrimitives.ReadUInt32BigEndian(block[4..]);
        return new ReportBlock(
            BinaryPrimitives.ReadUInt32BigEndian(block),
            (byte)(lost >> 24),
            (int)(lost << 8) >> 8,
            BinaryPrimitives.ReadUInt32BigEndian(block[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(block[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(block[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(block[20..]));
    }

    internal void Write(Span<byte> block)
    {
        BinaryPrimitives.WriteUInt32BigEndian(block[20..], DelaySinceLastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(block[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(block[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(block[8..], ExtendedHighestSequence);
        int lost = Math.Clamp(CumulativeLost, -0x80_0000, 0x7F_FFFF);
        BinaryPrimitives.WriteUInt32BigEndian(block[4..], ((uint)FractionLost << 24) | ((uint)lost & 0xFF_FFFF));
        BinaryPrimitives.WriteUInt32BigEndian(block, Ssrc);
    }
}

using System.Buffers.Binary;
using CdnLab.Core;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A receiver's estimate of the bit rate that it can get from these sources together.</summary>
/// <remarks>
/// draft-alvestrand-rmcat-remb-03 §2.2, after the two SSRCs of a feedback packet (the second is 0):
/// <code>
/// |  'R'             'E'             'M'             'B'          |
/// | number of SSRC|  exponent |   mantissa (18 bits)              |
/// |   SSRC, as many times                                         |
/// </code>
/// </remarks>
public readonly ref struct RtcpRemb
{
    private readonly ReadOnlySpan<byte> _sources;

    private RtcpRemb(uint senderSsrc, Bitrate bitrate, ReadOnlySpan<byte> sources)
    {
        SenderSsrc = senderSsrc;
        Bitrate = bitrate;
        _sources = sources;
    }

    /// <summary>Who estimates.</summary>
    public uint SenderSsrc { get; }

    /// <summary>The estimate.</summary>
    public Bitrate Bitrate { get; }

    /// <summary>How many sources share it.</summary>
    public int Count => _sources.Length / 4;

    /// <summary>The source at a position from 0 to <see cref="Count"/>, exclusive.</summary>
    public uint this[int index] => BinaryPrimitives.ReadUInt32BigEndian(_sources.Slice(index * 4, 4));

    /// <summary>Reads a REMB; false when the packet is another, its sources do not fit, or the rate exceeds 63 bits.</summary>
    public static bool TryParse(in RtcpPacket packet, out RtcpRemb remb)
    {
        remb = default;
        ReadOnlySpan<byte> body = packet.Body;
        if (packet.Kind != RtcpKind.Remb || body.Length < 16)
        {
            return false;
        }

        int sources = body[12] * 4;
        int exponent = body[13] >> 2;
        long mantissa = ((body[13] & 3) << 16) | BinaryPrimitives.ReadUInt16BigEndian(body[14..]);
        long rate = mantissa << exponent;
        if (body.Length < 16 + sources || rate < 0 || rate >> exponent != mantissa)
        {
            return false;
        }

        remb = new RtcpRemb(BinaryPrimitives.ReadUInt32BigEndian(body), new Bitrate(rate), body.Slice(16, sources));
        return true;
    }
}

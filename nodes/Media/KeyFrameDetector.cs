using System.Buffers.Binary;

namespace CdnLab.Media;

/// <summary>Says from one RTP payload alone whether a key frame begins in it: where a new viewer can be let in.</summary>
public static class KeyFrameDetector
{
    private const int H264Idr = 5;
    private const int H264Sps = 7;

    /// <summary>Whether a receiver that has seen nothing of the stream can start decoding with this packet.</summary>
    /// <param name="codec">The codec of the packet's payload type.</param>
    /// <param name="payload">RTP payload, any bytes.</param>
    /// <remarks>
    /// H.264 senders put the parameter sets and the IDR picture into one packet or into several. Each of them that begins
    /// such a unit is reported, so that of one key frame more than one packet may be: the first is the start.
    /// Parameter sets sent out of band (sprop-parameter-sets) make the IDR picture itself the start.
    /// </remarks>
    public static bool IsKeyFrameStart(CodecName codec, ReadOnlySpan<byte> payload) => codec switch
    {
        CodecName.Vp8 => IsVp8(payload),
        CodecName.Vp9 => IsVp9(payload),
        CodecName.H264 => IsH264(payload),
        CodecName.Av1 => IsAv1(payload),
        CodecName.Opus => !payload.IsEmpty,
        _ => false,
    };

    /// <summary>RFC 7741 §4.2 and §4.3: start of the first partition, and the P bit of the picture's first byte is 0.</summary>
    private static bool IsVp8(ReadOnlySpan<byte> payload)
        => Vp8Depacketizer.TryUnwrap(payload, out Vp8PayloadDescriptor descriptor, out ReadOnlySpan<byte> data)
            && descriptor.StartsFrame
            && (data[0] & 1) == 0;

    /// <summary>
    /// RFC 9628 §4.2: |I|P|L|F|B|E|V|Z|, picture number if I, then |TID|U|SID|D| if L. A key frame begins where no earlier
    /// picture is referred to (P = 0), a layer frame begins (B = 1), and it is that of the lowest spatial layer.
    /// </summary>
    private static bool IsVp9(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || (payload[0] & 0x48) != 0x08)
        {
            return false;
        }

        int at = 1;
        if ((payload[0] & 0x80) != 0)
        {
            if (payload.Length <= at)
            {
                return false;
            }

            at += (payload[at] & 0x80) != 0 ? 2 : 1;
        }

        if (payload.Length <= at)
        {
            return false;
        }

        return (payload[0] & 0x20) == 0 || ((payload[at] >> 1) & 7) == 0;
    }

    /// <summary>RFC 6184 §5.3 to §5.8: single units, aggregation STAP-A and STAP-B, first fragments FU-A and FU-B.</summary>
    private static bool IsH264(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return false;
        }

        switch (payload[0] & 0x1F)
        {
            case H264Idr or H264Sps:
                return true;
            case 24:
                return AggregateHasKeyFrame(payload[1..]);
            case 25 when payload.Length > 3:
                return AggregateHasKeyFrame(payload[3..]); // two bytes of decoding order number first
            case 28 or 29 when payload.Length > 1:
                return (payload[1] & 0x80) != 0 && (payload[1] & 0x1F) is H264Idr or H264Sps;
            default:
                return false;
        }
    }

    /// <summary>Units of an aggregation packet: 16 bits of length, then the unit.</summary>
    private static bool AggregateHasKeyFrame(ReadOnlySpan<byte> units)
    {
        while (units.Length > 2)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(units);
            if ((units[2] & 0x1F) is H264Idr or H264Sps && length > 0)
            {
                return true;
            }

            if (length + 2 > units.Length)
            {
                return false;
            }

            units = units[(length + 2)..];
        }

        return false;
    }

    /// <summary>
    /// RTP Payload Format For AV1 §4.4: |Z|Y| W |N|-|-|-|. N marks the first packet of a coded video sequence; then Z, "goes on
    /// from the packet before", must be 0.
    /// </summary>
    private static bool IsAv1(ReadOnlySpan<byte> payload) => payload.Length > 1 && (payload[0] & 0x88) == 0x08;
}

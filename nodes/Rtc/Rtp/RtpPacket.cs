using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtp;

/// <summary>A view of one parsed RTP packet. Copies nothing: it is valid as long as the bytes it was parsed from.</summary>
/// <remarks>
/// RFC 3550 §5.1; header extensions RFC 8285.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// |                           timestamp                           |
/// |                             SSRC                              |
/// |                     CSRC, CC times 4 bytes                    |
/// |      extension profile        |  length in 32-bit words       |  when X is set
/// |                      extension elements                       |
/// |                            payload            | padding count |  count when P is set
/// </code>
/// </remarks>
public readonly ref struct RtpPacket
{
    private const int ExtensionHeaderLength = 4;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _extensionOffset;
    private readonly int _extensionLength;

    private RtpPacket(ReadOnlySpan<byte> bytes, int headerLength, int extensionOffset, int extensionLength, int paddingLength)
    {
        _bytes = bytes;
        _extensionOffset = extensionOffset;
        _extensionLength = extensionLength;
        HeaderLength = headerLength;
        PaddingLength = paddingLength;
    }

    /// <summary>The whole packet: header, payload and padding.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The payload type, 0 to 127.</summary>
    public int PayloadType => _bytes[1] & 0x7F;

    /// <summary>The marker bit: for video the last packet of a frame.</summary>
    public bool Marker => (_bytes[1] & 0x80) != 0;

    /// <summary>The 16-bit sequence number; extend it with <see cref="SequenceUnwrapper"/>.</summary>
    public ushort SequenceNumber => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>The media time, in units of the payload type's clock rate.</summary>
    public uint Timestamp => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>The source of the packet.</summary>
    public uint Ssrc => BinaryPrimitives.ReadUInt32BigEndian(_bytes[8..]);

    /// <summary>Bytes before the payload: fixed header, CSRCs and header extension.</summary>
    public int HeaderLength { get; }

    /// <summary>Bytes of padding after the payload, its count byte included; 0 when there is none.</summary>
    public int PaddingLength { get; }

    /// <summary>The payload without padding; empty for a padding-only packet.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..^PaddingLength];

    /// <summary>Whether the packet has a header extension, of whatever form.</summary>
    public bool HasExtension => (_bytes[0] & 0x10) != 0;

    /// <summary>The extension elements in wire order, for <c>foreach</c>; none when the form is not one of RFC 8285's two.</summary>
    public RtpExtensionEnumerator Extensions => HasExtension
        ? new(_bytes.Slice(_extensionOffset, _extensionLength), BinaryPrimitives.ReadUInt16BigEndian(_bytes[(_extensionOffset - 4)..]), _extensionOffset)
        : default;

    /// <summary>Parses one RTP packet.</summary>
    /// <returns>
    /// False when the version is not 2, or when CSRCs, header extension or padding do not fit in the packet. Malformed
    /// elements inside an extension do not fail the packet: reading stops at the first of them.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (!TryMeasureHeader(datagram, out int headerLength, out int extensionOffset, out int extensionLength))
        {
            return false;
        }

        int padding = 0;
        if ((datagram[0] & 0x20) != 0)
        {
            // §5.1: the last byte counts the padding, itself included, so 0 is not a legal count.
            padding = datagram[^1];
            if (padding == 0 || padding > datagram.Length - headerLength)
            {
                return false;
            }
        }

        packet = new RtpPacket(datagram, headerLength, extensionOffset, extensionLength, padding);
        return true;
    }

    /// <summary>Finds where the payload begins. Unlike <see cref="TryParse"/> it also serves encrypted packets, whose padding cannot be read.</summary>
    public static bool TryGetHeaderLength(ReadOnlySpan<byte> datagram, out int headerLength) =>
        TryMeasureHeader(datagram, out headerLength, out _, out _);

    /// <summary>Finds the first extension element with an id.</summary>
    /// <param name="id">The number negotiated in the SDP's <c>extmap</c>.</param>
    /// <param name="data">The element's data.</param>
    /// <returns>False when the packet does not carry it; id 0 is padding and never found.</returns>
    public bool TryGetExtension(int id, out ReadOnlySpan<byte> data)
    {
        foreach (RtpExtension element in Extensions)
        {
            if (element.Id == id)
            {
                data = element.Data;
                return true;
            }
        }

        data = default;
        return false;
    }

    private static bool TryMeasureHeader(ReadOnlySpan<byte> datagram, out int headerLength, out int extensionOffset, out int extensionLength)
    {
        headerLength = 0;
        extensionOffset = 0;
        extensionLength = 0;
        if (datagram.Length < RtpHeader.FixedLength || datagram[0] >> 6 != 2)
        {
            return false;
        }

        int length = RtpHeader.FixedLength + ((datagram[0] & 0x0F) * 4);
        if ((datagram[0] & 0x10) != 0)
        {
            if (datagram.Length < length + ExtensionHeaderLength)
            {
                return false;
            }

            extensionOffset = length + ExtensionHeaderLength;
            extensionLength = BinaryPrimitives.ReadUInt16BigEndian(datagram[(length + 2)..]) * 4;
            length = extensionOffset + extensionLength;
        }

        headerLength = length;
        return length <= datagram.Length;
    }
}

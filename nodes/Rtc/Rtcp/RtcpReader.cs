using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>Walks over the packets of one RTCP datagram, compound (RFC 3550 §6.1) or of reduced size (RFC 5506).</summary>
/// <remarks>
/// After <see cref="MoveNext"/> has returned false, <see cref="Error"/> says whether the end was reached. What was read
/// before an error is valid. More lenient than RFC 3550 §A.2: any packet may come first, and any may be padded.
/// </remarks>
public ref struct RtcpReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Begins before the first packet of a datagram.</summary>
    public RtcpReader(ReadOnlySpan<byte> datagram)
    {
        _rest = datagram;
        Current = default;
        Error = datagram.IsEmpty ? RtcpError.Truncated : RtcpError.None;
    }

    /// <summary>The packet found by the last <see cref="MoveNext"/> that returned true.</summary>
    public RtcpPacket Current { get; private set; }

    /// <summary>Why reading stopped before the end of the datagram; <see cref="RtcpError.None"/> when it did not.</summary>
    public RtcpError Error { get; private set; }

    /// <summary>For <c>foreach</c>, which cannot see <see cref="Error"/> afterwards.</summary>
    public readonly RtcpReader GetEnumerator() => this;

    /// <summary>Moves to the next packet; false at the end and at the first packet that is malformed.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < RtcpFormat.HeaderLength)
        {
            return Fail(RtcpError.Truncated);
        }

        if (_rest[0] >> 6 != 2)
        {
            return Fail(RtcpError.Version);
        }

        if (_rest[1] is < 192 or > 223)
        {
            return Fail(RtcpError.PacketType);
        }

        int length = (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) + 1) * 4;
        if (length > _rest.Length)
        {
            return Fail(RtcpError.Length);
        }

        int padding = 0;
        if ((_rest[0] & 0x20) != 0)
        {
            padding = _rest[length - 1];
            if (padding == 0 || padding > length - RtcpFormat.HeaderLength)
            {
                return Fail(RtcpError.Padding);
            }
        }

        Current = new RtcpPacket(_rest[..length], padding);
        _rest = _rest[length..];
        return true;
    }

    private bool Fail(RtcpError error)
    {
        Error = error;
        _rest = default;
        return false;
    }
}

using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtp;

/// <summary>
/// Writes an RTP header into a buffer: the fixed part at once, then extension elements one by one, then
/// <see cref="Finish"/>. The payload goes where the header ends.
/// </summary>
/// <remarks>
/// RFC 3550 §5.1, RFC 8285. Elements are written in the one-byte form unless the two-byte form is asked for, which only a
/// peer that negotiated <c>extmap-allow-mixed</c> can be expected to read. A buffer that is too small, or an element
/// that the form cannot hold, is the caller's mistake and throws.
/// </remarks>
public ref struct RtpHeaderWriter
{
    private readonly Span<byte> _buffer;
    private readonly bool _twoByte;
    private int _length;

    /// <summary>Writes the fixed header.</summary>
    /// <param name="buffer">Where the packet is built, from its first byte.</param>
    /// <param name="payloadType">0 to 127.</param>
    /// <param name="marker">The marker bit.</param>
    /// <param name="sequenceNumber">The sequence number.</param>
    /// <param name="timestamp">The media time.</param>
    /// <param name="ssrc">The source.</param>
    /// <param name="twoByteExtensions">Whether elements get the two-byte form.</param>
    public RtpHeaderWriter(
        Span<byte> buffer, int payloadType, bool marker, ushort sequenceNumber, uint timestamp, uint ssrc, bool twoByteExtensions = false)
    {
        _buffer = buffer;
        _twoByte = twoByteExtensions;
        _length = RtpHeader.FixedLength;
        buffer[11] = 0;
        buffer[0] = 0x80;
        buffer[1] = (byte)((marker ? 0x80 : 0) | (payloadType & 0x7F));
        RtpHeader.SetSequenceNumber(buffer, sequenceNumber);
        RtpHeader.SetTimestamp(buffer, timestamp);
        RtpHeader.SetSsrc(buffer, ssrc);
    }

    /// <summary>Whether an element can be written in the one-byte form: id 1 to 14, 1 to 16 bytes.</summary>
    public static bool FitsOneByteForm(int id, int length) => id is >= 1 and <= 14 && length is >= 1 and <= 16;

    /// <summary>Adds an element.</summary>
    /// <returns>Where its data begins, in bytes from the beginning of the packet: for rewriting it in place later.</returns>
    public int AddExtension(int id, scoped ReadOnlySpan<byte> data)
    {
        int offset = Begin(id, data.Length);
        data.CopyTo(_buffer[offset..]);
        return offset;
    }

    /// <summary>Adds an element whose data is zero for now.</summary>
    /// <returns>Where its data begins, in bytes from the beginning of the packet.</returns>
    public int ReserveExtension(int id, int length)
    {
        int offset = Begin(id, length);
        _buffer.Slice(offset, length).Clear();
        return offset;
    }

    /// <summary>Pads the extension to a multiple of 4 bytes and completes its header.</summary>
    /// <returns>The length of the header, in bytes.</returns>
    public int Finish()
    {
        if (_length == RtpHeader.FixedLength)
        {
            return _length;
        }

        int end = (_length + 3) & ~3;
        _buffer[_length..end].Clear();
        _length = end;
        int words = (end - RtpHeader.FixedLength - 4) / 4;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[14..], (ushort)words);
        return end;
    }

    private int Begin(int id, int length)
    {
        if (_length == RtpHeader.FixedLength)
        {
            _buffer[0] |= 0x10;
            BinaryPrimitives.WriteUInt16BigEndian(
                _buffer[12..], _twoByte ? RtpExtensionEnumerator.TwoByteProfile : RtpExtensionEnumerator.OneByteProfile);
            _length = RtpHeader.FixedLength + 4;
        }

        if (_twoByte)
        {
            ArgumentOutOfRangeException.ThrowIfZero(id);
            _buffer[_length] = checked((byte)id);
            _buffer[_length + 1] = checked((byte)length);
            _length += 2;
        }
        else
        {
            if (!FitsOneByteForm(id, length))
            {
                throw new ArgumentOutOfRangeException(nameof(length), $"Element {id} of {length} bytes does not fit the one-byte form.");
            }

            _buffer[_length] = (byte)((id << 4) | (length - 1));
            _length++;
        }

        int offset = _length;
        _length += length;
        return offset;
    }
}

namespace CdnLab.Rtc.Rtp;

/// <summary>Walks over the elements of a header extension, in both forms of RFC 8285.</summary>
/// <remarks>
/// <code>
/// one-byte form (§4.2, profile 0xBEDE)      two-byte form (§4.3, profile 0x100x)
/// |  ID   | len-1 |   data ...              |      ID       |     length    |   data ...
/// </code>
/// </remarks>
public ref struct RtpExtensionEnumerator
{
    internal const ushort OneByteProfile = 0xBEDE;
    internal const ushort TwoByteProfile = 0x1000;
    private readonly ReadOnlySpan<byte> _elements;
    private readonly int _packetOffset;
    private readonly bool _twoByte;
    private int _position;

    internal RtpExtensionEnumerator(ReadOnlySpan<byte> elements, ushort profile, int packetOffset)
    {
        // §4.3: the lower four bits of the two-byte profile are "appbits", to be ignored.
        _twoByte = (profile & 0xFFF0) == TwoByteProfile;
        _elements = _twoByte || profile == OneByteProfile ? elements : default;
        _packetOffset = packetOffset;
        _position = 0;
        Current = default;
    }

    /// <summary>The element found by the last <see cref="MoveNext"/> that returned true.</summary>
    public RtpExtension Current { get; private set; }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly RtpExtensionEnumerator GetEnumerator() => this;

    /// <summary>Moves to the next element; false at the end or at the first malformed element.</summary>
    public bool MoveNext()
    {
        while (_position < _elements.Length)
        {
            byte first = _elements[_position++];
            if (first == 0)
            {
                continue;
            }

            int id;
            int length;
            if (_twoByte)
            {
                if (_position == _elements.Length)
                {
                    return Stop();
                }

                id = first;
                length = _elements[_position++];
            }
            else
            {
                id = first >> 4;
                length = (first & 0x0F) + 1;

                // §4.2: id 15 ends processing; so does id 0 with a length, which is not padding.
                if (id is 0 or 15)
                {
                    return Stop();
                }
            }

            if (length > _elements.Length - _position)
            {
                return Stop();
            }

            Current = new RtpExtension(id, _packetOffset + _position, _elements.Slice(_position, length));
            _position += length;
            return true;
        }

        return false;
    }

    private bool Stop()
    {
        _position = _elements.Length;
        return false;
    }
}

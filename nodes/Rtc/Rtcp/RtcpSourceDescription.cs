using System.Buffers.Binary;

namespace CdnLab.Rtc.Rtcp;

/// <summary>A source description, of which the CNAMEs are read; for <c>foreach</c> over its chunks.</summary>
/// <remarks>
/// RFC 3550 §6.5.
/// <code>
/// |                             SSRC                              |  per chunk
/// |   item type   |    length     |   text ...                    |  per item; type 0 ends the chunk,
/// |     ...       |       0       |   0 up to a multiple of 4     |  which is padded
/// </code>
/// </remarks>
public ref struct RtcpSourceDescription
{
    private ReadOnlySpan<byte> _rest;
    private int _chunksLeft;

    private RtcpSourceDescription(ReadOnlySpan<byte> body, int chunks)
    {
        _rest = body;
        _chunksLeft = chunks;
        Ssrc = 0;
        Cname = default;
        ChunkCount = chunks;
    }

    /// <summary>How many chunks the packet has, 0 to 31.</summary>
    public int ChunkCount { get; }

    /// <summary>The source that the current chunk describes.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>The current chunk's canonical name in UTF-8; empty when it has none.</summary>
    public ReadOnlySpan<byte> Cname { get; private set; }

    /// <summary>The current chunk: this view itself, positioned on it.</summary>
    public readonly RtcpSourceDescription Current => this;

    /// <summary>Reads an SDES; false when the packet is another or a chunk of it does not fit.</summary>
    public static bool TryParse(in RtcpPacket packet, out RtcpSourceDescription description)
    {
        description = default;
        if (packet.Type != RtcpPacketType.SourceDescription)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = packet.Body;
        for (int i = 0; i < packet.Count; i++)
        {
            if (!TryReadChunk(ref rest, out _, out _))
            {
                return false;
            }
        }

        description = new RtcpSourceDescription(packet.Body, packet.Count);
        return true;
    }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly RtcpSourceDescription GetEnumerator() => this;

    /// <summary>Moves to the next chunk.</summary>
    public bool MoveNext()
    {
        if (_chunksLeft == 0)
        {
            return false;
        }

        _chunksLeft--;
        bool read = TryReadChunk(ref _rest, out uint ssrc, out ReadOnlySpan<byte> cname);
        Ssrc = ssrc;
        Cname = cname;
        return read;
    }

    private static bool TryReadChunk(scoped ref ReadOnlySpan<byte> rest, out uint ssrc, out ReadOnlySpan<byte> cname)
    {
        cname = default;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out ssrc))
        {
            return false;
        }

        int position = 4;
        while (position < rest.Length && rest[position] != 0)
        {
            if (position + 2 > rest.Length || position + 2 + rest[position + 1] > rest.Length)
            {
                return false;
            }

            ReadOnlySpan<byte> text = rest.Slice(position + 2, rest[position + 1]);
            if (rest[position] == RtcpFormat.Cname)
            {
                cname = text;
            }

            position += 2 + text.Length;
        }

        // §6.5: one null byte at least ends the list, more fill up the word.
        int end = (position + 4) & ~3;
        if (end > rest.Length)
        {
            return false;
        }

        rest = rest[end..];
        return true;
    }
}

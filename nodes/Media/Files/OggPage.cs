using System.Buffers.Binary;

namespace CdnLab.Media;

/// <summary>One page of an Ogg stream, checksum checked (RFC 3533 §6).</summary>
/// <remarks>
/// <code>
///  0 "OggS"   4 version = 0   5 flags: 1 continued packet, 2 first page, 4 last page
///  6 granule position (64 bits)   14 serial number   18 page number   22 checksum
/// 26 number of segments n   27 n lengths   27+n segments
/// </code>
/// A packet is a run of segments of 255 bytes and one shorter; a run of 255s at the page's end goes on in the next page.
/// </remarks>
internal sealed class OggPage
{
    private const int HeaderLength = 27;

    private OggPage(long offset, byte[] lacing, byte[] body)
    {
        Offset = offset;
        Lacing = lacing;
        Body = body;
    }

    /// <summary>Where the page begins in the file.</summary>
    public long Offset { get; }

    /// <summary>Segment lengths.</summary>
    public byte[] Lacing { get; }

    /// <summary>All segments, one after the other.</summary>
    public byte[] Body { get; }

    /// <summary>Whether the first segment belongs to a packet begun on an earlier page.</summary>
    public bool Continued { get; private init; }

    /// <summary>Whether the logical stream begins here.</summary>
    public bool First { get; private init; }

    /// <summary>Whether the logical stream ends here.</summary>
    public bool Last { get; private init; }

    /// <summary>Position after the last packet that ends on this page; -1 when none does.</summary>
    public long Granule { get; private init; }

    /// <summary>Number of the logical stream.</summary>
    public uint Serial { get; private init; }

    /// <summary>Counts the stream's pages.</summary>
    public uint Number { get; private init; }

    /// <summary>Reads a page, or null at the end of the stream.</summary>
    /// <exception cref="MediaFormatException">Not a page, cut short, or the checksum does not match.</exception>
    public static OggPage? Read(OffsetReader input)
    {
        long at = input.Offset;
        byte[] header = new byte[HeaderLength];
        if (!input.TryFill(header, "Ogg page header"))
        {
            return null;
        }

        if (!header.AsSpan(0, 4).SequenceEqual("OggS"u8))
        {
            throw new MediaFormatException("no Ogg page: it does not begin with OggS", at);
        }

        if (header[4] != 0)
        {
            throw new MediaFormatException($"Ogg version {header[4]}, 0 expected", at + 4);
        }

        byte[] lacing = new byte[header[26]];
        if (lacing.Length > 0)
        {
            input.Fill(lacing, "Ogg segment table");
        }

        int length = 0;
        foreach (byte segment in lacing)
        {
            length += segment;
        }

        byte[] body = new byte[length];
        if (length > 0)
        {
            input.Fill(body, "Ogg page body");
        }

        // The checksum covers the whole page with its own field set to 0.
        uint wanted = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(22));
        header.AsSpan(22, 4).Clear();
        uint found = OggCrc.Append(OggCrc.Append(OggCrc.Append(0, header), lacing), body);
        if (found != wanted)
        {
            throw new MediaFormatException($"Ogg page checksum {found:x8}, {wanted:x8} expected", at + 22);
        }

        return new OggPage(at, lacing, body)
        {
            Continued = (header[5] & 1) != 0,
            First = (header[5] & 2) != 0,
            Last = (header[5] & 4) != 0,
            Granule = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(6)),
            Serial = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(14)),
            Number = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(18)),
        };
    }
}

using System.Buffers.Binary;
using System.Text;

namespace CdnLab.Media;

/// <summary>The comment header of an Opus stream in Ogg (RFC 7845 §5.2).</summary>
/// <param name="Vendor">The encoder's name for itself.</param>
/// <param name="Comments">"NAME=value" entries.</param>
public sealed record OpusTags(string Vendor, IReadOnlyList<string> Comments)
{
    /// <summary>Parses the packet.</summary>
    /// <returns>False when it is not OpusTags or a length points behind its end.</returns>
    public static bool TryParse(ReadOnlySpan<byte> packet, out OpusTags tags)
    {
        tags = new OpusTags("", []);
        if (packet.Length < 8 || !packet[..8].SequenceEqual("OpusTags"u8))
        {
            return false;
        }

        packet = packet[8..];
        if (!TryTakeString(ref packet, out string vendor) || packet.Length < 4)
        {
            return false;
        }

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(packet);
        packet = packet[4..];
        List<string> comments = [];
        for (uint i = 0; i < count; i++)
        {
            // Each comment takes four bytes at least, so a wild count ends with the data.
            if (!TryTakeString(ref packet, out string comment))
            {
                return false;
            }

            comments.Add(comment);
        }

        tags = new OpusTags(vendor, comments);
        return true;
    }

    private static bool TryTakeString(ref ReadOnlySpan<byte> data, out string value)
    {
        value = "";
        if (data.Length < 4)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (length > data.Length - 4)
        {
            return false;
        }

        value = Encoding.UTF8.GetString(data.Slice(4, (int)length));
        data = data[(4 + (int)length)..];
        return true;
    }
}

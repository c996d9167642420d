using System.Text;

namespace CdnLab.Rtc.Rtp;

/// <summary>The text extensions that name a stream: mid, rid and repaired rid.</summary>
/// <remarks>RFC 9143 §15 (mid), RFC 8852 (rid, repaired rid), carried as RFC 7941 says: the bare text.</remarks>
public static class SdesExtension
{
    /// <summary>The longest text that the one-byte form carries.</summary>
    public const int MaximumLength = 16;

    /// <summary>Whether bytes from the network are a possible mid or rid: 1 to 255 visible ASCII characters.</summary>
    public static bool IsValid(ReadOnlySpan<byte> data) =>
        data.Length is > 0 and <= 255 && data.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;

    /// <summary>Whether a rid is well formed: RFC 8852 §3.1, ASCII letters and digits; RFC 8851 §10 adds '-' and '_'.</summary>
    public static bool IsValidRid(ReadOnlySpan<byte> data)
    {
        foreach (byte b in data)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'_'))
            {
                return false;
            }
        }

        return data.Length is > 0 and <= 255;
    }

    /// <summary>Whether an element holds exactly this text.</summary>
    public static bool Is(ReadOnlySpan<byte> data, ReadOnlySpan<char> text) => Ascii.Equals(data, text);

    /// <summary>Writes an ASCII text and returns its length in bytes.</summary>
    public static int Write(Span<byte> data, ReadOnlySpan<char> text) => Encoding.ASCII.GetBytes(text, data);
}

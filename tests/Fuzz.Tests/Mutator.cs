using System.Buffers.Binary;
using System.Text;
using CdnLab.Core;

namespace CdnLab.Fuzz.Tests;

/// <summary>Damages inputs in the ways that find bugs in parsers; the same seed makes the same damage.</summary>
internal sealed class Mutator(ulong seed)
{
    /// <summary>Longer than any datagram that is looked at, and than any limit that an SDP parser meets line by line.</summary>
    public const int MaximumLength = 8192;

    private static readonly string[] Numbers =
        ["0", "-1", "127", "128", "255", "256", "65535", "65536", "2147483648", "4294967295", "4294967296", "99999999999999999999", ""];

    private readonly SeededRandom _random = new(seed);

    /// <summary>A damaged copy.</summary>
    /// <param name="input">What is damaged.</param>
    /// <param name="other">Another case, for splices.</param>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        byte[] bytes = [.. input];
        bool text = input.AsSpan().IndexOf("\r\n"u8) >= 0;
        for (int n = 1 + _random.Next(4); n > 0; n--)
        {
            bytes = text && _random.Next(3) > 0 ? MutateText(bytes, other) : MutateBytes(bytes, other);
        }

        return bytes.Length <= MaximumLength ? bytes : bytes[..MaximumLength];
    }

    private byte[] MutateBytes(byte[] bytes, byte[] other)
    {
        if (bytes.Length == 0)
        {
            return Noise(1 + _random.Next(64));
        }

        int at = _random.Next(bytes.Length);
        int length = 1 + _random.Next(Math.Min(64, bytes.Length - at));
        switch (_random.Next(10))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 2:
                bytes[at] = Interesting(byte.MaxValue);
                return bytes;
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes, .. Noise(1 + _random.Next(64))];
            case 5:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 6:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 7:
                return [.. bytes[..at], .. other.AsSpan(Math.Min(_random.Next(other.Length + 1), other.Length))];
            case 8:
                return EditLength(bytes, at, other);
            default:
                Noise(length).CopyTo(bytes, at);
                return bytes;
        }
    }

    /// <summary>Where formats of 16 and 32 bits have their lengths and counts.</summary>
    private byte[] EditLength(byte[] bytes, int at, byte[] other)
    {
        at &= ~1;
        if (at + 2 > bytes.Length)
        {
            return MutateBytes(bytes, other);
        }

        ushort value = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
        value = _random.Next(5) switch
        {
            0 => (ushort)(value + 1),
            1 => (ushort)(value - 1),
            2 => (ushort)(bytes.Length - at),
            3 => (ushort)((bytes.Length / 4) - 1),
            _ => (ushort)((Interesting(byte.MaxValue) << 8) | Interesting(byte.MaxValue)),
        };
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), value);
        return bytes;
    }

    private byte[] MutateText(byte[] bytes, byte[] other)
    {
        List<string> lines = [.. Encoding.Latin1.GetString(bytes).Split("\r\n")];
        string[] others = Encoding.Latin1.GetString(other).Split("\r\n");
        int at = _random.Next(lines.Count);
        switch (_random.Next(6))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(_random.Next(lines.Count), lines[at]);
                break;
            case 2:
                lines.Insert(at, others[_random.Next(others.Length)]);
                break;
            case 3:
                int second = _random.Next(lines.Count);
                (lines[at], lines[second]) = (lines[second], lines[at]);
                break;
            case 4:
                lines[at] = Renumber(lines[at]);
                break;
            default:
                string[] words = lines[at].Split(' ', ':', '=', ';', '/');
                lines[at] = lines[at].Replace(words[_random.Next(words.Length)] is { Length: > 0 } word ? word : "=", words[_random.Next(words.Length)], StringComparison.Ordinal);
                break;
        }

        return Encoding.Latin1.GetBytes(string.Join("\r\n", lines));
    }

    private string Renumber(string line)
    {
        int digit = line.AsSpan().IndexOfAnyInRange('0', '9');
        for (int skip = _random.Next(4); skip > 0 && digit >= 0; skip--)
        {
            int next = line.AsSpan(digit + 1).IndexOfAnyInRange('0', '9');
            digit = next < 0 ? digit : digit + 1 + next;
        }

        if (digit < 0)
        {
            return line;
        }

        int end = digit;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
        {
            end++;
        }

        return line[..digit] + Numbers[_random.Next(Numbers.Length)] + line[end..];
    }

    private byte Interesting(byte highest) => _random.Next(6) switch
    {
        0 => 0,
        1 => 1,
        2 => highest,
        3 => (byte)(highest >> 1),
        4 => (byte)((highest >> 1) + 1),
        _ => (byte)_random.NextUInt64(),
    };

    private byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        foreach (ref byte value in bytes.AsSpan())
        {
            value = (byte)_random.NextUInt64();
        }

        return bytes;
    }
}

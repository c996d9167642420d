using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CdnLab.Rtc.Sdp;

/// <summary>The hash of a DTLS certificate (RFC 8122 §5).</summary>
public sealed class SdpFingerprint : IEquatable<SdpFingerprint>
{
    private readonly byte[] _value;

    private SdpFingerprint(string algorithm, byte[] value)
    {
        Algorithm = algorithm;
        _value = value;
    }

    /// <summary>The hash function in lower case, such as <c>sha-256</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The hash.</summary>
    public ReadOnlySpan<byte> Value => _value;

    /// <summary>Whether this is a SHA-256 hash of 32 bytes, the only kind that is negotiated here.</summary>
    public bool IsSha256 => Algorithm == "sha-256" && _value.Length == 32;

    /// <summary>The fingerprint with the 32 bytes of a SHA-256 hash.</summary>
    public static SdpFingerprint FromSha256(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, 32);
        return new SdpFingerprint("sha-256", hash.ToArray());
    }

    /// <summary>Reads <c>sha-256 AB:CD:…</c>; 16 to 64 bytes of hash.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SdpFingerprint? fingerprint)
    {
        fingerprint = null;
        int space = text.IndexOf(' ');
        if (space is < 1 or > 32)
        {
            return false;
        }

        ReadOnlySpan<char> hex = text[(space + 1)..].Trim();
        int count = (hex.Length + 1) / 3;
        if (count is < 16 or > 64 || (count * 3) - 1 != hex.Length)
        {
            return false;
        }

        byte[] value = new byte[count];
        for (int i = 0; i < count; i++)
        {
            int at = i * 3;
            if (!char.IsAsciiHexDigit(hex[at]) || !char.IsAsciiHexDigit(hex[at + 1]) || (i > 0 && hex[at - 1] != ':'))
            {
                return false;
            }

            value[i] = (byte)((HexValue(hex[at]) << 4) | HexValue(hex[at + 1]));
        }

        fingerprint = new SdpFingerprint(text[..space].ToString().ToLowerInvariant(), value);
        return true;
    }

    /// <summary>Whether a certificate's SHA-256 hash is this one; compared in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> sha256) => IsSha256 && CryptographicOperations.FixedTimeEquals(_value, sha256);

    /// <inheritdoc/>
    public bool Equals(SdpFingerprint? other) => other is not null && Algorithm == other.Algorithm && Value.SequenceEqual(other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SdpFingerprint);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Algorithm, _value[0], _value[^1]);

    /// <summary>As in a description: <c>sha-256 AB:CD:…</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Algorithm, Algorithm.Length + 1 + (_value.Length * 3));
        for (int i = 0; i < _value.Length; i++)
        {
            text.Append(i == 0 ? ' ' : ':').Append(_value[i].ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

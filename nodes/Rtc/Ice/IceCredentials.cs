using System.Diagnostics.CodeAnalysis;
using System.Text;
using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

/// <summary>One side's ICE user name fragment and password: constant, comparable, safe to share.</summary>
public sealed record IceCredentials
{
    /// <summary>Random bytes that <see cref="Create(ReadOnlySpan{byte})"/> turns into credentials.</summary>
    public const int EntropyLength = 24;

    private const int UfragEntropy = 6;
    private const string IceChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private IceCredentials(string ufrag, string password)
    {
        Ufrag = ufrag;
        Password = password;
        UfragBytes = Encoding.ASCII.GetBytes(ufrag);
        Key = Encoding.ASCII.GetBytes(password);
    }

    /// <summary>The user name fragment, 4 to 256 characters; not secret.</summary>
    public string Ufrag { get; }

    /// <summary>The password, 22 to 256 characters.</summary>
    public string Password { get; }

    internal byte[] UfragBytes { get; }

    internal byte[] Key { get; }

    /// <summary>Makes credentials from random bytes that a cryptographic source filled.</summary>
    /// <param name="entropy"><see cref="EntropyLength"/> bytes; used completely.</param>
    /// <remarks>
    /// RFC 8445 §5.3 asks for at least 24 bits of ufrag and 128 of password. 48 bits of ufrag: a node finds the session of
    /// a first check by ufrag alone, so it must not repeat among thousands. 144 bits of password.
    /// </remarks>
    public static IceCredentials Create(ReadOnlySpan<byte> entropy)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(entropy.Length, EntropyLength);

        // Base64 uses exactly the ice-char alphabet (RFC 8839 §5.4); multiples of three bytes need no padding.
        return new IceCredentials(Convert.ToBase64String(entropy[..UfragEntropy]), Convert.ToBase64String(entropy[UfragEntropy..]));
    }

    /// <summary>Makes repeatable credentials for tests and simulations; not secret.</summary>
    public static IceCredentials Create(SeededRandom random)
    {
        Span<byte> entropy = stackalloc byte[EntropyLength];
        for (int i = 0; i < EntropyLength; i++)
        {
            entropy[i] = (byte)random.Next(256);
        }

        return Create(entropy);
    }

    /// <summary>Takes a peer's credentials.</summary>
    /// <returns>False when the lengths or characters are not those of RFC 8839 §5.4.</returns>
    public static bool TryCreate(string? ufrag, string? password, [NotNullWhen(true)] out IceCredentials? credentials)
    {
        bool valid = ufrag is { Length: >= 4 and <= 256 } && password is { Length: >= 22 and <= 256 } &&
            !ufrag.AsSpan().ContainsAnyExcept(IceChars) && !password.AsSpan().ContainsAnyExcept(IceChars);
        credentials = valid ? new IceCredentials(ufrag!, password!) : null;
        return valid;
    }

    /// <inheritdoc/>
    public bool Equals(IceCredentials? other) => other is not null && Ufrag == other.Ufrag && Password == other.Password;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ufrag, Password);

    /// <summary>The ufrag alone: a password does not belong in a log.</summary>
    public override string ToString() => Ufrag;
}

using System.Buffers;

namespace CdnLab.Control;

/// <summary>Names of streams: 1 to 128 characters out of <c>A–Z a–z 0–9 . _ ~ -</c>, which need no escaping in a URL.</summary>
public static class StreamName
{
    /// <summary>The rule as a clause for messages to people.</summary>
    public const string Rule = "1 to 128 characters out of A-Z, a-z, 0-9, '.', '_', '~' and '-'";

    private const int MaxLength = 128;

    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");

    /// <summary>Whether a name follows the rule.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxLength && !name.ContainsAnyExcept(s_allowed);
}

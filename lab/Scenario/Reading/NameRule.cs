namespace CdnLab.Scenario;

/// <summary>What a name of some kind may look like.</summary>
/// <param name="Maximum">Longest, in characters.</param>
/// <param name="Expected">The rule in words.</param>
/// <param name="IsAllowed">Whether a character may stand in the name.</param>
internal sealed record NameRule(int Maximum, string Expected, Func<char, bool> IsAllowed)
{
    // A region's name becomes part of a network namespace's name, a node's that of a log file, a stream's a part of a URL;
    // a dot would make paths of --set ambiguous.
    public static readonly NameRule Region = new(
        16, "1 to 16 of a-z, 0-9 and -, beginning with a letter or digit", c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static readonly NameRule Node = new(
        32, "1 to 32 of a-z, A-Z, 0-9, _ and -, beginning with a letter or digit", c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static readonly NameRule Stream = new(
        64, "1 to 64 of a-z, A-Z, 0-9, _ and -, beginning with a letter or digit", c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static readonly NameRule Title = new(80, "1 to 80 characters in one line", c => !char.IsControl(c));

    public bool Accepts(string name) =>
        name.Length > 0 && name.Length <= Maximum && name.All(IsAllowed) && (this == Title || char.IsAsciiLetterOrDigit(name[0]));
}

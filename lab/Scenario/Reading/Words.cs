namespace CdnLab.Scenario;

/// <summary>Lists of words in messages.</summary>
internal static class Words
{
    private const int Shown = 12;

    /// <summary><c>a, b or c</c>; a long list is cut, an empty one replaced.</summary>
    public static string OneOf(IEnumerable<string> words, string whenEmpty = "nothing")
    {
        string[] all = [.. words];
        return all.Length switch
        {
            0 => whenEmpty,
            1 => all[0],
            > Shown => $"one of {string.Join(", ", all[..Shown])} and {all.Length - Shown} more",
            _ => $"{string.Join(", ", all[..^1])} or {all[^1]}",
        };
    }
}

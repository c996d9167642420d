namespace CdnLab.Scenario;

/// <summary>Finds the known word that somebody probably meant.</summary>
public static class Suggestion
{
    /// <summary>
    /// The nearest of <paramref name="known"/>, ignoring case, or null when none is near: at most a third of the letters may
    /// differ. Two letters that changed places count as one difference.
    /// </summary>
    public static string? For(string written, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in known)
        {
            int distance = Distance(written.ToLowerInvariant(), candidate.ToLowerInvariant());
            bool near = distance <= Math.Max(1, Math.Max(written.Length, candidate.Length) / 3);
            if (near && (distance < bestDistance || (distance == bestDistance && HasSameLetters(written, candidate))))
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return best;
    }

    /// <summary>All of <paramref name="known"/> that begin with, hold or resemble what was written, best first.</summary>
    public static IReadOnlyList<string> Matches(string written, IEnumerable<string> known)
    {
        string[] all = [.. known];
        string? nearest = For(written, all);
        return
        [
            .. all.Where(word => word == nearest),
            .. all.Where(word => word != nearest && written.Length > 1 && word.Contains(written, StringComparison.OrdinalIgnoreCase)),
        ];
    }

    // Fingers swap letters more often than they hit a wrong one.
    private static bool HasSameLetters(string a, string b) => a.ToLowerInvariant().Order().SequenceEqual(b.ToLowerInvariant().Order());

    // Optimal string alignment: Levenshtein with transpositions. Words are short, so a full table is fine; long input is cut.
    private static int Distance(string a, string b)
    {
        if (a.Length > 64 || b.Length > 64)
        {
            return int.MaxValue;
        }

        var table = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                int best = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, table[i - 2, j - 2] + 1);
                }

                table[i, j] = best;
            }
        }

        return table[a.Length, b.Length];
    }
}

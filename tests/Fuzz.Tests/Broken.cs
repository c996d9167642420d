namespace CdnLab.Fuzz.Tests;

/// <summary>What a target says when the code under test contradicts itself.</summary>
internal static class Broken
{
    /// <summary>Throws when something that must hold does not.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}

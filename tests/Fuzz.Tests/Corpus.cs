using System.Runtime.CompilerServices;

namespace CdnLab.Fuzz.Tests;

/// <summary>The inputs that are kept: one file per case, hexadecimal text with comments.</summary>
internal static class Corpus
{
    /// <summary>Corpus/ in the source tree.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(Here())!, "Corpus");

    /// <summary>Descriptions that browsers made: the corpus of SDP has them too.</summary>
    private static readonly string Vectors = Path.Combine(Folder, "..", "..", "Vectors", "sdp");

    /// <summary>The cases of a folder.</summary>
    public static IEnumerable<CorpusCase> Read(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Folder, folder), "*.hex").Order(StringComparer.Ordinal))
        {
            yield return new CorpusCase($"{folder}/{Path.GetFileName(file)}", Parse(File.ReadLines(file)));
        }

        if (folder != "sdp")
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(Vectors, "*.sdp").Order(StringComparer.Ordinal))
        {
            yield return new CorpusCase($"Vectors/sdp/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }
    }

    /// <summary>Parses hexadecimal text: a line's rest behind # is a comment, blanks are for the reader.</summary>
    public static byte[] Parse(IEnumerable<string> lines) =>
        Convert.FromHexString(string.Concat(lines.Select(static line => line.Split('#')[0])).Replace(" ", "", StringComparison.Ordinal));

    /// <summary>Writes a case, 32 bytes per line.</summary>
    public static void Write(string target, string name, string comment, ReadOnlySpan<byte> bytes)
    {
        string folder = Path.Combine(Folder, target);
        Directory.CreateDirectory(folder);
        IEnumerable<string> lines = bytes.ToArray().Chunk(32).Select(Convert.ToHexStringLower);
        File.WriteAllText(Path.Combine(folder, name + ".hex"), $"# {comment}\n{string.Join('\n', lines)}\n");
    }

    private static string Here([CallerFilePath] string path = "") => path;
}

using System.Runtime.CompilerServices;

namespace CdnLab.Reports.Tests;

/// <summary>
/// Compares text with a committed file. Where they differ, the new text is written beside it as .received; set
/// CDNLAB_ACCEPT_SNAPSHOTS=1 to accept it instead.
/// </summary>
internal static class Snapshot
{
    public static void Match(string actual, string name, [CallerFilePath] string source = "") =>
        MatchFile(actual, Path.Combine(Path.GetDirectoryName(source)!, "Snapshots", name));

    public static void MatchFile(string actual, string path)
    {
        string received = Path.Combine(
            Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}.received{Path.GetExtension(path)}");
        if (Environment.GetEnvironmentVariable("CDNLAB_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, actual);
            File.Delete(received);
            return;
        }

        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        string[] was = expected.Split('\n');
        string[] now = actual.Split('\n');
        int line = 0;
        while (line < Math.Min(was.Length, now.Length) && was[line] == now[line])
        {
            line++;
        }

        Assert.Fail(
            $"{path} differs from line {line + 1} on.\nexpected: {was.ElementAtOrDefault(line)}\nactual:   {now.ElementAtOrDefault(line)}\n"
            + $"See {received}; CDNLAB_ACCEPT_SNAPSHOTS=1 accepts it.");
    }

    public static string RepositoryPath(string relative, [CallerFilePath] string source = "")
    {
        string? folder = Path.GetDirectoryName(source);
        while (folder is not null && !File.Exists(Path.Combine(folder, "CdnLab.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        Assert.True(folder is not null, $"No folder above {source} holds CdnLab.sln.");
        return Path.Combine(folder!, relative);
    }
}

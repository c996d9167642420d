using System.Text.RegularExpressions;

namespace CdnLab.Architecture.Tests;

/// <summary>What holds for files, whatever is in them.</summary>
public sealed partial class FileTests
{
    private const int LongestFile = 500;

    /// <summary>Files that may be longer, and why.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    /// <summary>Folders that a newcomer opens first; each says what is in it, which rules hold, and where it departs from its specifications.</summary>
    private static readonly string[] FoldersWithReadme =
    [
        "scenarios", "reports", "tests", "nodes",
        "lab/Links", "lab/Measurement", "lab/Processes", "lab/Runner", "lab/Scenario", "lab/Viewers",
        "nodes/Node", "nodes/Control", "nodes/Core", "nodes/Udp", "nodes/Media", "nodes/Forwarding", "nodes/Rtc",
        "nodes/Rtc/Ice", "nodes/Rtc/Dtls", "nodes/Rtc/Srtp", "nodes/Rtc/Rtp", "nodes/Rtc/Rtcp", "nodes/Rtc/Sdp", "nodes/Rtc/Feedback",
        "nodes/Rtc/Session", "nodes/Rtc/Sending", "nodes/Rtc/Receiving",
        "tests/TestKit", "tests/Fuzz.Tests", "tests/Architecture.Tests",
    ];

    [Fact]
    public void No_source_file_is_longer_than_it_can_be_read()
    {
        string[] wrong = [.. Sources
            .Where(path => !LongFiles.ContainsKey(path))
            .Select(path => (Path: path, Lines: Repository.ReadLines(path).Length))
            .Where(file => file.Lines > LongestFile)
            .Select(file => $"{file.Path} has {file.Lines} lines, more than {LongestFile}: split it by idea, or name it with a reason")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        Assert.All(LongFiles, file => Assert.True(
            Sources.Contains(file.Key) && Repository.ReadLines(file.Key).Length > LongestFile, $"{file.Key} needs no exception"));
    }

    [Fact]
    public void A_file_holds_one_type_and_has_its_name()
    {
        var wrong = new List<string>();
        foreach (string path in Sources)
        {
            string[] types = [.. Repository.ReadLines(path).Select(line => TypeDeclaration().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value)];
            if (types.Length > 1)
            {
                wrong.Add($"{path} holds {string.Join(", ", types)}");
            }
            else if (types.Length == 1 && types[0] != Path.GetFileName(path).Split('.')[0])
            {
                wrong.Add($"{path} holds {types[0]}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_folder_that_is_opened_first_has_a_README()
    {
        string[] missing = [.. FoldersWithReadme.Where(folder => !Repository.Files.Contains(folder + "/README.md"))];
        Assert.True(missing.Length == 0, "without README.md: " + string.Join(", ", missing));
    }

    [Fact]
    public void A_README_names_only_files_of_this_repository()
    {
        var wrong = new List<string>();
        foreach (string path in Repository.Files.Where(path => Path.GetFileName(path) == "README.md"))
        {
            string folder = Path.GetDirectoryName(path)!;
            foreach (Match link in MarkdownLink().Matches(Repository.Read(path)))
            {
                string target = link.Groups["target"].Value.Split('#')[0];
                if (target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Repository.Root, folder, target)))
                {
                    wrong.Add($"{path} links to {target}, which is not there");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void No_file_mentions_a_path_of_the_machine_it_was_made_on()
    {
        string[] roots = ["/home/", "/Users/", "/root/", "/work/", "/tmp/wt/", Repository.Root + "/"];
        var wrong = new List<string>();
        foreach (string path in Repository.Files.Where(path => TextFile().IsMatch(path) && path != "tests/Architecture.Tests/FileTests.cs"))
        {
            string text = Repository.Read(path);
            wrong.AddRange(roots.Where(root => MentionsPath(text, root)).Select(root => $"{path} mentions {root}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Test_names_are_sentences()
    {
        string[] wrong = [.. Sources.Where(path => path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(path => TestMethod().Matches(Repository.Read(path)).Select(match => (path, Name: match.Groups["name"].Value)))
            .Where(test => !test.Name.Contains('_', StringComparison.Ordinal))
            .Select(test => $"{test.path}: {test.Name} does not say what holds")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<string> Sources { get; } = Repository.Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal));

    // A path begins behind a blank, a quote or a bracket; "runs/work/" or a URL is none.
    private static bool MentionsPath(string text, string root)
    {
        for (int at = text.IndexOf(root, StringComparison.Ordinal); at >= 0; at = text.IndexOf(root, at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || text[at - 1] is ' ' or '"' or '\'' or '(' or '=' or '`' or '\n' or '\t')
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^(?:public |internal |file )(?:(?:sealed|static|abstract|readonly|ref|partial|unsafe) )*(?:class|struct|enum|interface|record(?: struct| class)?|delegate \S+) (?<name>\w+)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(@"\.(cs|csproj|props|sln|json|md|sh|ps1|yaml|yml|txt|hex|sdp|js|css|html|targets)$|^\.ci/")]
    private static partial Regex TextFile();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\]]*\]\s*(?:\[[^\n]*\]\s*)*public (?:static )?(?:async )?\S+ (?<name>\w+)\(")]
    private static partial Regex TestMethod();
}

using System.Diagnostics;

namespace CdnLab.Runner;

/// <summary>Where the parts of the lab are: found from this program's own place, whatever the current folder is.</summary>
public sealed class LabPaths
{
    private LabPaths(string root, string configuration, string framework)
    {
        Root = root;
        Node = Built("nodes/Node", "cdn-node");
        Swarm = Built("lab/Viewers", "cdnlab-swarm");
        Fabric = Built("lab/Links", "cdnlab-fabric");

        string Built(string project, string program) => Path.Combine(root, project, "bin", configuration, framework, program);
    }

    /// <summary>The checkout.</summary>
    public string Root { get; }

    /// <summary>The node program.</summary>
    public string Node { get; }

    /// <summary>The swarm program.</summary>
    public string Swarm { get; }

    /// <summary>The link emulator.</summary>
    public string Fabric { get; }

    /// <summary>Scenario files.</summary>
    public string Scenarios => Path.Combine(Root, "scenarios");

    /// <summary>Where runs are kept unless told otherwise.</summary>
    public string Runs => Path.Combine(Root, "runs");

    /// <summary>Finds the checkout that this program was built in.</summary>
    /// <exception cref="DirectoryNotFoundException">It stands in no checkout.</exception>
    public static LabPaths Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        string framework = at.Name;
        string configuration = at.Parent?.Name ?? "Release";
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "CdnLab.sln")))
        {
            at = at.Parent;
        }

        return at is null
            ? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds CdnLab.sln; build and run the lab inside its checkout.")
            : new LabPaths(at.FullName, configuration, framework);
    }

    /// <summary>The checkout's commit, and whether files differ from it; "unknown" where git cannot tell.</summary>
    public (string Commit, bool Dirty) ReadCommit()
    {
        string? commit = Git("rev-parse", "--short=10", "HEAD");
        return commit is null ? ("unknown", true) : (commit, Git("status", "--porcelain") is not "");
    }

    private string? Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process git = Process.Start(start)!;
            string output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No git here: the run is as good without its commit's name.
            return null;
        }
    }
}

namespace CdnLab.Processes;

/// <summary>Builds the command that puts a child under the runner's control before it becomes itself.</summary>
/// <remarks>
/// On Linux the child goes through a chain of small programs, each of which replaces itself by the next (exec), so the process
/// id stays the same throughout:
/// <code>
/// setpriv --pdeathsig KILL   the kernel kills it when the runner dies, whatever way the runner dies
/// setsid                     Ctrl-C in the terminal reaches the runner alone, which then stops its children in order
/// nsenter --net=…            into its region
/// </code>
/// Entering a user namespace changes credentials, which may clear the parent-death signal (prctl(2)), so it is set again after.
/// Elsewhere the child is started as it is.
/// </remarks>
internal static class LaunchCommand
{
    private static readonly string[] DieWithParent = ["setpriv", "--pdeathsig", "KILL", "--"];

    public static IReadOnlyList<string> Build(ChildStart start)
    {
        var command = new List<string>();
        if (OperatingSystem.IsLinux())
        {
            command.AddRange([.. DieWithParent, "setsid", "--"]);
            if (start.Namespace is { } entry)
            {
                command.Add("nsenter");
                if (entry.UserPath is not null)
                {
                    command.AddRange([$"--user={entry.UserPath}", "--preserve-credentials"]);
                }

                command.AddRange([$"--net={entry.NetPath}", "--"]);
                if (entry.UserPath is not null)
                {
                    command.AddRange(DieWithParent);
                }
            }
        }

        command.Add(start.Executable);
        command.AddRange(start.Arguments);
        return command;
    }

    /// <summary>Programs of the chain that this host does not have.</summary>
    public static IEnumerable<string> Missing(ChildStart start)
    {
        IReadOnlyList<string> command = Build(start);
        string[] own = ["setpriv", "setsid", "nsenter"];
        foreach (string program in own.Where(program => command.Take(command.Count - start.Arguments.Count - 1).Contains(program)))
        {
            if (Find(program) is null)
            {
                yield return $"{program} (package util-linux)";
            }
        }

        if (Find(start.Executable) is null)
        {
            yield return start.Executable;
        }
    }

    private static string? Find(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program) ? program : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}

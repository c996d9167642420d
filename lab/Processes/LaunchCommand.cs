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
    /// <summary>The command with full paths, found in the runner's PATH: the child's may be another.</summary>
    /// <exception cref="ProcessFailedException">The host lacks a program of it.</exception>
    public static IReadOnlyList<string> Build(ChildStart start)
    {
        var missing = new List<string>();
        string Find(string program, string package = "")
        {
            string? path = FindInPath(program);
            if (path is null)
            {
                missing.Add(program + package);
            }

            return path ?? program;
        }

        string Tool(string program) => Find(program, " (package util-linux)");

        var command = new List<string>();
        if (OperatingSystem.IsLinux())
        {
            string[] dieWithParent = [Tool("setpriv"), "--pdeathsig", "KILL", "--"];
            command.AddRange([.. dieWithParent, Tool("setsid"), "--"]);
            if (start.Namespace is { } entry)
            {
                command.Add(Tool("nsenter"));
                if (entry.UserPath is not null)
                {
                    command.AddRange([$"--user={entry.UserPath}", "--preserve-credentials"]);
                }

                command.AddRange([$"--net={entry.NetPath}", "--"]);
                if (entry.UserPath is not null)
                {
                    command.AddRange(dieWithParent);
                }
            }
        }

        command.Add(Find(start.Executable));
        command.AddRange(start.Arguments);
        return missing.Count == 0
            ? command
            : throw new ProcessFailedException(start.Name, $"{start.Name} cannot be started: not found: {string.Join(", ", missing)}");
    }

    private static string? FindInPath(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program) ? Path.GetFullPath(program) : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}

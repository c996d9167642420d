using CdnLab.Processes;

namespace CdnLab.Scenario.Tests;

/// <summary>A small runner for a test to kill: starts children as the lab does, prints their ids and waits for ever.</summary>
internal static class OrphanHost
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["orphan-host", string folder])
        {
            await Console.Error.WriteLineAsync("this assembly is a test project; run it with dotnet test");
            return 2;
        }

        await using var run = new RunProcesses(folder);
        ChildProcess plain = await run.StartAsync(new ChildStart { Name = "plain", Executable = "sleep", Arguments = ["1000"], LogPath = run.LogPathOf("plain") });
        ChildProcess stubborn = await run.StartAsync(new ChildStart
        {
            Name = "stubborn", Executable = "sh", Arguments = ["-c", "trap '' TERM HUP INT; echo up; while :; do read -r line || :; done"], LogPath = run.LogPathOf("stubborn"),
        });
        await stubborn.WaitForLineAsync(line => line == "up", TimeSpan.FromSeconds(20), "its first line");
        Console.WriteLine($"pids {plain.Pid} {stubborn.Pid}");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}

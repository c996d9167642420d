using System.Runtime.InteropServices;
using CdnLab.Links.Fabric;
using CdnLab.Links.Netem;
using Microsoft.Win32.SafeHandles;

namespace CdnLab.Fidelity.Tests;

/// <summary>However the fabric ends, the kernel has nothing of it left.</summary>
public sealed partial class NothingLeftTests
{
    private const int SIGTERM = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [FabricFact]
    public Task Nothing_is_left_after_a_stop() => EndAsync(run => run.Client.StopAsync(FabricRun.Deadline), exitCode: 0);

    [FabricFact]
    public Task Nothing_is_left_after_the_end_of_the_input() => EndAsync(
        run =>
        {
            run.Process.StandardInput.Close();
            return Task.CompletedTask;
        },
        exitCode: 0);

    [FabricFact]
    public Task Nothing_is_left_after_a_sigterm() => EndAsync(
        run =>
        {
            Assert.Equal(0, Kill(run.Process.Id, SIGTERM));
            return Task.CompletedTask;
        },
        exitCode: 0);

    [FabricFact]
    public Task Nothing_is_left_after_a_kill() => EndAsync(
        run =>
        {
            run.Process.Kill();
            return Task.CompletedTask;
        },
        exitCode: 128 + 9);

    private static async Task EndAsync(Func<FabricRun, Task> end, int exitCode)
    {
        await using FabricRun run = await FabricRun.StartAsync(LinkProfile.Ideal, LinkProfile.Ideal);
        string[] namespaces = [.. run.Ready.Namespaces.Values.Select(Identity)];
        string eu = run.Eu;
        Assert.True(DevicesIn(eu).Contains("fabric0"), "the region has no device fabric0 to begin with");

        // Held open by the test, the namespace outlives the fabric, so that it can be seen that the device does not.
        using (SafeFileHandle held = File.OpenHandle(eu))
        {
            await end(run);
            Assert.Equal(exitCode, await run.ExitCodeAsync());
            string mine = $"/proc/{Environment.ProcessId}/fd/{held.DangerousGetHandle()}";
            await UntilAsync(() => DevicesIn(mine).Contains("fabric0") ? "the device fabric0 is still there" : null);
        }

        await UntilAsync(() => namespaces.SelectMany(Holders).FirstOrDefault() is { } holder ? $"{holder} still holds a namespace" : null);
        Assert.False(File.ReadAllText("/proc/net/dev").Contains("fabric0"), "a device was left in the namespace of the host");
    }

    private static string DevicesIn(string namespacePath) =>
        NetworkNamespace.Run(namespacePath, () => File.ReadAllText("/proc/thread-self/net/dev"));

    // "net:[4026532281]": the same for every link to the same namespace.
    private static string Identity(string link) => new FileInfo(link).LinkTarget!;

    private static IEnumerable<string> Holders(string identity) =>
        Directory.EnumerateDirectories("/proc")
            .Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0]))
            .SelectMany(Links)
            .Where(link => TryIdentity(link) == identity);

    private static IEnumerable<string> Links(string process)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"{process}/fd"), .. Directory.EnumerateDirectories($"{process}/task").Select(t => $"{t}/ns/net")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile.
            return [];
        }
    }

    private static string? TryIdentity(string link)
    {
        try
        {
            return Identity(link);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The kernel takes devices and namespaces away a little after the last descriptor is closed, and says nothing.
    private static async Task UntilAsync(Func<string?> findObstacle)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (findObstacle() is { } obstacle)
        {
            Assert.False(patience.IsCancellationRequested, $"after {Patience}: {obstacle}");
            await Task.Yield();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}

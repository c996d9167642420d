using System.Runtime.Versioning;
using CdnLab.EndToEnd.Tests.Harness;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Results;

namespace CdnLab.EndToEnd.Tests;

/// <summary>The lab without root.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OrdinaryUserTests
{
    [OrdinaryUserFact]
    public async Task Links_are_shaped_in_a_user_namespace_where_the_host_allows_it_and_the_report_says_so()
    {
        await using LabProgram probe = LabProgram.Start(["doctor"], OrdinaryUserFactAttribute.Command);
        Assert.Equal(0, await probe.WaitForExitAsync());
        bool allowed = probe.Output.Contains(nameof(FabricBackend.UserNamespace), StringComparison.Ordinal);

        await using LabProgram lab = LabProgram.Start(["run", "eu-us", "--set", "viewers=1,duration=2s,warm_up=0s"], OrdinaryUserFactAttribute.Command);
        await lab.WaitForLineAsync("measuring for");
        if (allowed)
        {
            Assert.Equal(2, lab.Left.RememberNamespaces());
        }

        int code = await lab.WaitForExitAsync();
        await lab.Left.NothingAsync();
        ResultsDocument results = lab.Results;
        Assert.Equal(allowed ? LinkBackend.UserNamespace : LinkBackend.Loopback, results.Environment.LinkBackend);
        Assert.Contains(allowed ? "inside a user namespace" : "NOT shaped", results.Environment.LinkBackendReason);
        Assert.Equal(results.Verdict.ExitCode, code);
        RegionPairResult across = results.RegionPairs.Single(pair => (pair.PublisherRegion, pair.ViewerRegion) == ("eu", "us"));
        Assert.True(across.ResidualLossRatio <= 0.001, $"{across.FramesComplete} of {across.FramesExpected} frames came\n{lab.Errors}");
        Assert.True(!allowed || across.Latency!.P50Ms > 45, $"{across.Latency?.P50Ms} ms at p50 are less than the link's delay");
    }

    [OrdinaryUserFact]
    public async Task A_killed_runner_in_a_user_namespace_takes_all_with_it()
    {
        await using LabProgram lab = LabProgram.Start(["run", "eu-us", "--set", "viewers=1,duration=60s"], OrdinaryUserFactAttribute.Command);
        await lab.WaitForLineAsync("starting o-us1");
        lab.Left.RememberNamespaces();
        lab.Signal(Posix.SIGKILL);
        await lab.Left.NothingAsync(killed: true);
    }

    [OrdinaryUserFact]
    public async Task Without_user_namespaces_the_lab_falls_back_to_loopback_and_says_so()
    {
        // Without the program unshare there is no way into a user namespace.
        using var folder = new TemporaryFolder();
        foreach (string program in new[] { "ip", "setpriv", "setsid", "nsenter", "git", "dotnet" })
        {
            if ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists) is { } found)
            {
                File.CreateSymbolicLink(folder.File(program), found);
            }
        }

        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using LabProgram lab = LabProgram.Start(["run", "eu-us", "--dry-run"], OrdinaryUserFactAttribute.Command, folder.Path);
        int code = await lab.WaitForExitAsync();
        Assert.True(code == 0, $"it ended with {code}:\n{lab.Output}{lab.Errors}");
        Assert.Contains("Links are NOT shaped", lab.Output);

        await using LabProgram insisting = LabProgram.Start(["run", "eu-us", "--set", "backend=fabric"], OrdinaryUserFactAttribute.Command, folder.Path);
        code = await insisting.WaitForExitAsync();
        Assert.True(code == 3, $"it ended with {code}:\n{insisting.Output}{insisting.Errors}");
        Assert.Contains("does not allow", insisting.Errors);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CdnLab.EndToEnd.Tests.Harness;
using CdnLab.Measurement.Results;
using CdnLab.Processes;

namespace CdnLab.EndToEnd.Tests;

/// <summary>Whatever way a run ends, it says so and leaves nothing.</summary>
public sealed class EndingTests
{
    private static readonly string[] LongRun = ["run", "eu-only", "--set", "viewers=2,duration=60s,warm_up=0s"];

    [Fact]
    public async Task Ctrl_C_while_measuring_closes_the_window_and_reports_what_was_measured_until_then()
    {
        await using LabProgram lab = LabProgram.Start(LongRun);
        await MeasuringAsync(lab);
        lab.Signal(Posix.SIGINT);
        int code = await lab.WaitForExitAsync();
        await lab.Left.NothingAsync();

        Assert.True(code == 130, $"it ended with {code}:\n{lab.Output}{lab.Errors}");
        ResultsDocument results = lab.Results;
        Assert.Equal(130, results.Verdict.ExitCode);
        Assert.StartsWith("Ended by hand after ", results.Verdict.Sentence);
        Assert.InRange(results.Run.MeasurementMs, 1, 59_000);
        Assert.All(results.Checks, check => Assert.True(check.Ok, $"{check.Name}: expected {check.Expected}, observed {check.Observed}"));
        RegionPairResult pair = Assert.Single(results.RegionPairs);
        Assert.True(pair.FramesExpected > 0 && pair.FramesComplete == pair.FramesExpected, $"{pair.FramesComplete} of {pair.FramesExpected} frames came");
        Assert.Contains("Ended by hand after ", await File.ReadAllTextAsync(Path.Combine(lab.Folder, "report.html")));
    }

    [Fact]
    public async Task Ctrl_C_twice_ends_at_once()
    {
        await using LabProgram lab = LabProgram.Start(LongRun);
        await MeasuringAsync(lab);
        lab.Signal(Posix.SIGINT);
        await lab.WaitForLineAsync("once more to end at once");
        lab.Signal(Posix.SIGINT);
        int code = await lab.WaitForExitAsync(TimeSpan.FromSeconds(3));
        await lab.Left.NothingAsync();
        Assert.True(code == 130, $"it ended with {code}:\n{lab.Output}{lab.Errors}");
        Assert.Contains("ended at once, by hand", lab.Errors);
    }

    [Fact]
    public async Task Ctrl_C_before_anything_is_measured_says_so()
    {
        await using LabProgram lab = LabProgram.Start(LongRun);
        await lab.WaitForLineAsync("starting o-eu1");
        lab.Signal(Posix.SIGTERM);
        int code = await lab.WaitForExitAsync(TimeSpan.FromSeconds(10));
        await lab.Left.NothingAsync();
        Assert.True(code == 130, $"it ended with {code}:\n{lab.Output}{lab.Errors}");
        Assert.Contains("before anything was measured", lab.Errors);
    }

    [Fact]
    public async Task A_killed_runner_takes_all_with_it_and_the_next_run_clears_its_folder_and_names_the_node_that_dies()
    {
        string folder;
        await using (LabProgram killed = LabProgram.Start(LongRun))
        {
            await MeasuringAsync(killed);
            folder = killed.Left.SocketFolder;
            Assert.True(Directory.Exists(folder), $"the run has no folder {folder}");
            killed.Signal(Posix.SIGKILL);
            await killed.Left.NothingAsync(killed: true);
        }

        await using LabProgram next = LabProgram.Start(LongRun);
        await MeasuringAsync(next);
        Assert.False(Directory.Exists(folder), $"the next run left {folder}");

        (int node, _) = next.Left.Processes().Single(process => process.Value.Contains("--node-name e-eu2 ", StringComparison.Ordinal));
        Posix.Send(node, Posix.SIGKILL);
        int code = await next.WaitForExitAsync();
        await next.Left.NothingAsync();
        Assert.True(code == 3, $"it ended with {code}:\n{next.Output}{next.Errors}");
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"e-eu2 (pid {node}) ended by signal 9 (KILL)"), next.Errors);
        Assert.Contains(Path.Combine(next.Folder, "logs", "e-eu2.log"), next.Errors);
    }

    [FabricFact]
    public async Task A_killed_runner_takes_namespaces_and_devices_with_it()
    {
        await using LabProgram lab = LabProgram.Start(["run", "eu-us", "--set", "viewers=1,duration=60s"]);
        await lab.WaitForLineAsync("starting o-us1");
        await Waiting.UntilAsync(() => lab.Left.RememberNamespaces() == 2 ? null : "the run has not two namespaces yet");
        lab.Signal(Posix.SIGKILL);
        await lab.Left.NothingAsync(killed: true);
    }

    /// <summary>Waits until the measuring window is open: a node has been told to begin anew.</summary>
    private static async Task MeasuringAsync(LabProgram lab)
    {
        await lab.WaitForLineAsync("measuring for");
        using HttpClient admin = HttpReadiness.CreateClient(Path.Combine(lab.Left.SocketFolder, "o-eu1.sock"));
        await Waiting.UntilAsync(async () =>
        {
            using JsonDocument measured = JsonDocument.Parse(await admin.GetStringAsync("/measurements"));
            return measured.RootElement.GetProperty("since_ns").GetInt64() > 0 ? null : "the window has not begun";
        });
    }
}

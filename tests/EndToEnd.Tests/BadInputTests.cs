using System.Net;
using System.Net.Sockets;
using CdnLab.EndToEnd.Tests.Harness;

namespace CdnLab.EndToEnd.Tests;

/// <summary>What cannot be run is told before, or as soon as it is known, by name.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task A_bad_scenario_is_told_with_file_line_key_and_value_before_any_process_starts()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("bad.yaml");
        string text = Checkout.Read("scenarios/eu-only.yaml").Replace("duration: 10 s", "duration: 10 parsecs", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text);
        int line = Array.FindIndex(text.Split('\n'), candidate => candidate.StartsWith("duration", StringComparison.Ordinal)) + 1;

        await using LabProgram lab = LabProgram.Start(["run", file]);
        int code = await lab.WaitForExitAsync();
        Assert.True(code == 2, $"it ended with {code}:\n{lab.Output}{lab.Errors}");
        Assert.StartsWith($"{file}:{line}", lab.Errors);
        Assert.Contains("duration", lab.Errors);
        Assert.Contains("10 parsecs", lab.Errors);
        Assert.Contains("expected", lab.Errors);
        Assert.Equal("", lab.Output);
        Assert.False(Directory.Exists(lab.Folder), "something was written for a scenario that cannot be run");
        Assert.False(Directory.Exists(lab.Left.SocketFolder), "a run was begun");
        await lab.Left.NothingAsync();
    }

    [Fact]
    public async Task A_node_that_cannot_start_is_named_with_the_end_of_its_log()
    {
        // The second edge finds its port taken; the others start.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Parse("127.80.1.3"), 8080));
        taken.Listen();
        await using LabProgram lab = LabProgram.Start(["run", "eu-only", "--set", "viewers=1,duration=1s"]);
        int code = await lab.WaitForExitAsync();
        taken.Close();
        await lab.Left.NothingAsync();
        Assert.True(code == 3, $"it ended with {code}:\n{lab.Output}{lab.Errors}");
        Assert.Contains("e-eu2 (pid ", lab.Errors);
        Assert.Contains("ended with exit code 3", lab.Errors);
        Assert.Contains("127.80.1.3:8080", lab.Errors);
        Assert.Contains(Path.Combine(lab.Folder, "logs", "e-eu2.log"), lab.Errors);
    }

    [Fact]
    public async Task A_setting_that_a_node_does_not_accept_is_told_in_its_own_words()
    {
        await using LabProgram lab = LabProgram.Start(["run", "eu-only", "--set", "nodes.e-eu1.settings.cdn_port=70000"]);
        int code = await lab.WaitForExitAsync();
        await lab.Left.NothingAsync();
        Assert.True(code is 2 or 3, $"it ended with {code}:\n{lab.Output}{lab.Errors}");
        Assert.Contains("cdn_port", lab.Errors);
        Assert.Contains("70000", lab.Errors);
        Assert.Contains("e-eu1", lab.Errors);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_told_before_any_process_starts()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a file");
        await File.WriteAllTextAsync(file, "");
        await using LabProgram lab = LabProgram.Start(["run", "eu-only", "--out", file + "/x"]);
        int code = await lab.WaitForExitAsync();
        Assert.True(code == 2, $"it ended with {code}:\n{lab.Output}{lab.Errors}");
        Assert.Contains($"Nothing can be written to {file}/x", lab.Errors);
        await lab.Left.NothingAsync();
    }
}

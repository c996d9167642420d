using System.Runtime.Versioning;
using CdnLab.Processes;

namespace CdnLab.Scenario.Tests;

/// <summary>Runs run-lab.sh in a copy of the repository's outline where every program it calls is a small recorder.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RunLabTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What the script needs of an ordinary system; all else is missing there.
    private static readonly string[] Ordinary =
        ["bash", "env", "cat", "sed", "awk", "sort", "cut", "tr", "head", "tail", "mktemp", "mkdir", "rm", "touch", "find", "dirname", "basename", "readlink", "uname", "date", "timeout", "chmod", "kill"];

    private readonly string _root = Directory.CreateTempSubdirectory("cdnlab-sh-").FullName;

    public RunLabTests()
    {
        File.Copy(Path.Combine(Repository.Root, "run-lab.sh"), In("run-lab.sh"));
        Directory.CreateDirectory(In("runs"));
        Directory.CreateDirectory(In("nodes"));
        Directory.CreateDirectory(In("path"));
        Directory.CreateDirectory(In("totals"));
        Directory.CreateDirectory(In("a folder"));
        File.WriteAllText(In("source.cs"), "");
        File.WriteAllText(In("CdnLab.sln"), """
            Project("{1}") = "tests", "tests", "{2}"
            Project("{1}") = "CdnLab.EndToEnd.Tests", "tests\EndToEnd.Tests\CdnLab.EndToEnd.Tests.csproj", "{3}"
            Project("{1}") = "CdnLab.Core.Tests", "tests\Core.Tests\CdnLab.Core.Tests.csproj", "{4}"
            Project("{1}") = "CdnLab.Core", "nodes\Core\CdnLab.Core.csproj", "{5}"

            """);
        foreach (string program in Ordinary)
        {
            string? found = new[] { "/usr/bin", "/bin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
            File.CreateSymbolicLink(Path.Combine(_root, "path", program), found ?? throw new FileNotFoundException(program));
        }

        foreach (string program in new[] { "node", "npm", "setpriv", "ip", "chromium" })
        {
            Script(program, "exit 0");
        }

        Script("dotnet", """
            root="${0%/path/dotnet}"
            case "$1" in
              --version) echo 10.0.100 ;;
              build) echo build >>"$root/runs/calls"; mkdir -p "$root/lab/Runner/bin/Release/net10.0"; : >"$root/lab/Runner/bin/Release/net10.0/cdnlab.dll" ;;
              test) name="${2##*/}"; echo "test $name" >>"$root/runs/calls"; cat "$root/totals/$name"; exit "$(cat "$root/totals/$name.code")" ;;
              *) printf '[%s]' "${1##*/}" "${@:2}" >>"$root/runs/calls"; printf ' in %s\n' "$PWD" >>"$root/runs/calls"; exit 6 ;;
            esac
            """);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Parameters_become_a_verb_and_options_whatever_is_in_their_values_and_the_exit_code_comes_back()
    {
        (int code, _) = await RunAsync("-Scenario", "eu-us", "-Set", "viewers=200,loss=1 %", "--set", "a='$(id)' \"b\" *", "-seed=7", "-Out", "a folder/x", "--dry-run", "-Hold", "-Live", "-Baseline", "main", "-Pairs", "10", "-Gate", "ci", "-Profile", "local");
        Assert.Equal(6, code);
        Assert.Equal(
            $"[cdnlab.dll][run][eu-us][--set][viewers=200,loss=1 %][--set][a='$(id)' \"b\" *][--seed][7][--out][a folder/x][--dry-run][--hold][--live][--baseline][main][--pairs][10][--gate][ci][--profile][local] in {In("a folder")}",
            Calls()[^1]);
    }

    [Theory]
    [InlineData("-List", "[list]")]
    [InlineData("-Doctor", "[doctor]")]
    [InlineData("-Calibrate", "[calibrate]")]
    [InlineData("-Compare base.json,new.json -Report out.html", "[compare][base.json][new.json][--report][out.html]")]
    [InlineData("-Report runs/x", "[report][runs/x]")]
    [InlineData("-Show nodes -Node http://127.0.0.1:8081", "[show][cdn-nodes][--node][http://127.0.0.1:8081]")]
    [InlineData("-Show connections", "[show][connections]")]
    public async Task Every_verb_is_handed_over(string arguments, string expected)
    {
        await RunAsync(arguments.Split(' '));
        Assert.StartsWith($"[cdnlab.dll]{expected} in ", Calls()[^1]);
    }

    [Theory]
    [InlineData("", "What to do")]
    [InlineData("-Foo", "unknown parameter '-Foo'")]
    [InlineData("eu-us", "unexpected argument 'eu-us'")]
    [InlineData("-Scenario", "-Scenario needs a value")]
    [InlineData("-Scenario -Hold", "-Scenario needs a value")]
    [InlineData("-List -Doctor", "-Doctor and -List exclude each other")]
    [InlineData("-Show everything", "expected nodes, routes or connections")]
    [InlineData("-List=1", "-List takes no value")]
    public async Task Wrong_parameters_end_with_2_before_anything_is_done(string arguments, string expected)
    {
        (int code, string output) = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, code);
        Assert.Contains(expected, output);
        Assert.Empty(Calls());
    }

    [Fact]
    public async Task The_build_runs_once_and_again_when_a_source_is_newer_or_gone()
    {
        File.WriteAllText(In("nodes/old.cs"), "");
        await RunAsync("-List");
        await RunAsync("-List");
        Assert.Equal(1, Builds());
        File.SetLastWriteTimeUtc(In("source.cs"), DateTime.UtcNow.AddSeconds(2));
        await RunAsync("-List");
        Assert.Equal(2, Builds());
        File.SetLastWriteTimeUtc(In("source.cs"), DateTime.UtcNow.AddHours(-1));
        File.Delete(In("lab/Runner/bin/Release/net10.0/cdnlab.dll"));
        await RunAsync("-List");
        Assert.Equal(3, Builds());
        File.Delete(In("nodes/old.cs"));

        // The kernel's clock for files may tick slower than this test; a user is slower.
        Directory.SetLastWriteTimeUtc(In("nodes"), DateTime.UtcNow.AddSeconds(2));
        await RunAsync("-List");
        Assert.Equal(4, Builds());
        int Builds() => Calls().Count(call => call == "build");
    }

    [Fact]
    public async Task Tests_run_project_by_project_quick_ones_first_and_the_last_line_sums_up()
    {
        Totals("Core", 0, "Test Run Successful.\nTotal tests: 12\n     Passed: 11\n    Skipped: 1\n Total time: 1 Seconds\n");
        Totals("EndToEnd", 0, "No test is available in it.\n");
        (int code, string output) = await RunAsync("-Test");
        Assert.Equal(0, code);
        Assert.EndsWith("\n11 passed, 0 failed, 1 skipped\n", output);
        Assert.Equal(["build", "test CdnLab.Core.Tests.dll", "test CdnLab.EndToEnd.Tests.dll"], Calls());
    }

    [Fact]
    public async Task A_failed_test_is_shown_and_the_exit_code_tells_it()
    {
        Totals("Core", 1, "  Passed A.B [1 ms]\n  Standard Output Messages:\n  Passed: 99\n  Failed A.Slow_thing [2 ms]\n  Error Message:\n   it was slow\n  Passed A.C [1 ms]\nTest Run Failed.\nTotal tests: 3\n     Passed: 2\n     Failed: 1\n");
        Totals("EndToEnd", 0, "Test Run Successful.\nTotal tests: 1\n     Passed: 1\n");
        (int code, string output) = await RunAsync("-Test");
        Assert.Equal(1, code);
        Assert.EndsWith("\nfailed in: CdnLab.Core.Tests\n3 passed, 1 failed, 0 skipped\n", output);
        Assert.Contains("  Failed A.Slow_thing [2 ms]\n  Error Message:\n   it was slow\n", output);
        Assert.DoesNotContain("A.C", output);
    }

    [Fact]
    public async Task A_test_host_that_crashes_counts_as_a_failure_and_no_test_at_all_as_well()
    {
        Totals("Core", 134, "The active test run was aborted. Reason: Test host process crashed\n");
        Totals("EndToEnd", 0, "No test is available in it.\n");
        (int code, string output) = await RunAsync("-Test");
        Assert.Equal(1, code);
        Assert.EndsWith("\n0 passed, 1 failed, 0 skipped\n", output);
        Assert.Contains("Test host process crashed", output);

        Totals("Core", 0, "No test is available in it.\n");
        (code, output) = await RunAsync("-Test");
        Assert.Equal(1, code);
        Assert.EndsWith("\n0 passed, 0 failed, 0 skipped\n", output);
    }

    [Fact]
    public async Task What_is_missing_is_named_with_its_reason_and_installed_only_by_root()
    {
        File.Delete(In("path/npm"));
        Script("apt-get", "echo \"apt-get $*\" >>\"${0%/path/apt-get}/runs/calls\"");
        (int code, string output) = await RunAsync("-List");
        Assert.Contains("  npm          fetches the pinned chart library\n", output);
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal("apt-get install -y -q --no-install-recommends npm", Calls()[0]);
            Assert.Equal(6, code);
        }
        else
        {
            Assert.Contains("install them as root, then run again: apt-get install --no-install-recommends npm", output);
            Assert.Equal((3, 0), (code, Calls().Length));
        }
    }

    [Fact]
    public async Task Without_the_SDK_one_sentence_says_so()
    {
        Script("dotnet", "echo 8.0.100");
        (int code, string output) = await RunAsync("-List");
        Assert.Equal(3, code);
        Assert.Contains("the .NET 10 SDK is needed and was not found (global.json; found: 8.0.100)", output);
    }

    private string In(string path) => Path.Combine(_root, path);

    private string[] Calls() => File.Exists(In("runs/calls")) ? File.ReadAllLines(In("runs/calls")) : [];

    private void Script(string name, string body)
    {
        string path = Path.Combine(_root, "path", name);
        File.WriteAllText(path, $"#!/bin/bash\n{body.ReplaceLineEndings("\n")}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void Totals(string project, int code, string output)
    {
        File.WriteAllText(In($"totals/CdnLab.{project}.Tests.dll"), output);
        File.WriteAllText(In($"totals/CdnLab.{project}.Tests.dll.code"), $"{code}");
    }

    // Errors first, then output: the two are read side by side, so their order in time is not known.
    // From another folder than the script's, since it must not matter.
    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        string log = In("runs/errors");
        var output = new List<string>();
        await using ChildProcess child = await ChildProcess.StartAsync(new ChildStart
        {
            Name = "run-lab.sh",
            Executable = "bash",
            Arguments = [In("run-lab.sh"), .. arguments],
            Environment = new Dictionary<string, string?> { ["PATH"] = In("path"), ["TMPDIR"] = _root },
            WorkingDirectory = In("a folder"),
            LogPath = log,
            OnOutputLine = output.Add,
        });
        ChildExit exit = await child.Exited.WaitAsync(Patience);
        return (exit.Code, await File.ReadAllTextAsync(log) + string.Concat(output.Select(line => line + "\n")));
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CdnLab.Processes;

namespace CdnLab.Scenario.Tests;

public sealed class ChildProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("cdnlab-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_child_survives_a_runner_that_is_killed()
    {
        ChildStart start = new()
        {
            Name = "host", Executable = Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
            Arguments = [typeof(OrphanHost).Assembly.Location, "orphan-host", _folder], LogPath = Path.Combine(_folder, "host.log"),
        };
        await using ChildProcess host = await ChildProcess.StartAsync(start);
        string line = await host.WaitForLineAsync(text => text.StartsWith("pids ", StringComparison.Ordinal), Patience, "the line with the ids");
        int[] pids = [.. line.Split(' ')[1..].Select(int.Parse)];
        Assert.All(pids, pid => Assert.True(IsAlive(pid), $"{pid} should be alive before the kill"));

        // Not through ChildProcess.Kill, which would end the whole session: only the runner itself dies here.
        using (Process self = Process.GetProcessById(host.Pid))
        {
            self.Kill();
        }

        ChildExit exit = await host.Exited.WaitAsync(Patience);
        Assert.Equal(9, exit.Signal);
        Assert.All(pids, pid => Assert.True(EndsSoon(pid), $"{pid} outlived its runner"));
    }

    [Fact]
    public async Task A_child_outlives_the_thread_that_asked_for_it()
    {
        ChildProcess? child = null;
        var asking = new Thread(() => child = ChildProcess.StartAsync(Shell("cat", "echo up; exec cat")).GetAwaiter().GetResult());
        asking.Start();
        asking.Join();
        await child!.WaitForLineAsync(line => line == "up", Patience, "up");
        Assert.True(await child.WriteLineAsync("still here"));
        await child.WaitForLineAsync(line => line == "still here", Patience, "the echo");
        await child.DisposeAsync();
    }

    [Fact]
    public async Task The_child_has_its_own_pid_arguments_environment_and_session()
    {
        ChildStart start = Shell("args", "printf '%s|' \"$@\" \"$$\" \"$COLOUR\"; echo; cut -d' ' -f6 /proc/$$/stat") with { Environment = new Dictionary<string, string?> { ["COLOUR"] = "blue" } };
        start = start with { Arguments = [.. start.Arguments, "sh", "a b", "$(id)", "'\"", ""] };
        await using ChildProcess child = await ChildProcess.StartAsync(start);
        ChildExit exit = await child.Exited.WaitAsync(Patience);
        Assert.Equal([$"a b|$(id)|'\"||{child.Pid}|blue|", $"{child.Pid}"], exit.LastLines);
        Assert.Equal(0, exit.Code);
    }

    [RootFact]
    public async Task A_child_enters_its_network_namespace_and_keeps_its_pid()
    {
        // A namespace that lives as long as its one process; it needs no clean-up.
        await using ChildProcess holder = await ChildProcess.StartAsync(new ChildStart
        {
            Name = "holder", Executable = "unshare", Arguments = ["--net", "--", "sh", "-c", "echo up; exec sleep 1000"], LogPath = Log("holder"),
        });
        await holder.WaitForLineAsync(line => line == "up", Patience, "up");
        await using ChildProcess child = await ChildProcess.StartAsync(
            Shell("inside", "readlink /proc/self/ns/net; echo $$") with { Namespace = new NamespaceEntry($"/proc/{holder.Pid}/ns/net") });
        ChildExit exit = await child.Exited.WaitAsync(Patience);
        Assert.Equal([new FileInfo($"/proc/{holder.Pid}/ns/net").LinkTarget!, $"{child.Pid}"], exit.LastLines);
        Assert.NotEqual(new FileInfo("/proc/self/ns/net").LinkTarget, exit.LastLines[0]);
    }

    [Fact]
    public async Task An_unexpected_end_is_told_with_name_code_and_the_last_twenty_lines()
    {
        await using var run = new RunProcesses(_folder);
        var told = new TaskCompletionSource<ChildExit>();
        run.UnexpectedExit += told.SetResult;
        await run.StartAsync(Shell("e-eu1", "i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo line $i; done; exit 3"));
        ChildExit exit = await told.Task.WaitAsync(Patience);
        Assert.Equal(("e-eu1", 3, false), (exit.Name, exit.Code, exit.Requested));
        Assert.Equal(20, exit.LastLines.Count);
        Assert.Contains("e-eu1", exit.Describe());
        Assert.Contains("exit code 3", exit.Describe());
        Assert.Contains("    line 30", exit.Describe());
        Assert.Equal("line 11", exit.LastLines[0]);
        Assert.Equal(30, (await File.ReadAllLinesAsync(run.LogPathOf("e-eu1"))).Length);
        Assert.Same(exit, await run.FirstUnexpectedExit);
    }

    [Fact]
    public async Task A_child_that_ignores_TERM_is_killed_with_all_it_started()
    {
        await using ChildProcess child = await ChildProcess.StartAsync(Shell("stubborn", "trap '' TERM; sleep 1000 & echo $!; while :; do read -r line || :; done"));
        int grandchild = int.Parse(await child.WaitForLineAsync(_ => true, Patience, "the pid"));
        ChildExit exit = await child.StopAsync(TimeSpan.FromMilliseconds(50)).WaitAsync(Patience);
        Assert.Equal((9, true), (exit.Signal ?? 0, exit.Requested));
        Assert.True(EndsSoon(grandchild), $"{grandchild} outlived its session");
    }

    [Fact]
    public async Task Children_stop_in_the_order_of_their_waves_and_twice_means_now()
    {
        await using var run = new RunProcesses(_folder);
        string order = Path.Combine(_folder, "order");
        ChildStart Polite(string name, int wave) =>
            Shell(name, $"trap 'echo {name} >> {order}; exit 0' TERM; echo up; while :; do read -r line || :; done") with { StopOrder = wave };
        foreach (ChildStart start in new[] { Polite("nodes", 2), Polite("viewers", 1), Polite("links", 3) })
        {
            ChildProcess child = await run.StartAsync(start);
            await child.WaitForLineAsync(line => line == "up", Patience, "up");
        }

        // dash runs a trap only between commands, and read waits: the line ends it.
        Task stopping = run.StopAllAsync(Patience);
        foreach (ChildProcess child in run.All)
        {
            child.CloseInput();
        }

        await stopping.WaitAsync(Patience);
        Assert.Equal(["viewers", "nodes", "links"], await File.ReadAllLinesAsync(order));
        Assert.False(run.FirstUnexpectedExit.IsCompleted);
        ProcessFailedException late = await Assert.ThrowsAsync<ProcessFailedException>(() => run.StartAsync(Shell("late", "exit 0")));
        Assert.Contains("the run is stopping", late.Message);

        await using var again = new RunProcesses(_folder);
        ChildProcess deaf = await again.StartAsync(Shell("deaf", "trap '' TERM; echo up; while :; do read -r line || :; done"));
        await deaf.WaitForLineAsync(line => line == "up", Patience, "up");
        Task first = again.StopAllAsync(TimeSpan.FromHours(1));
        await again.StopAllAsync(TimeSpan.FromHours(1)).WaitAsync(Patience);
        await first.WaitAsync(Patience);
        Assert.Equal(9, (await deaf.Exited).Signal);
    }

    [Fact]
    public async Task Output_lines_reach_the_callback_in_order_and_stay_out_of_the_log()
    {
        var lines = new List<string>();
        await using ChildProcess child = await ChildProcess.StartAsync(
            Shell("json", "read -r a; echo \"{$a}\"; printf 'no end'; echo note >&2") with { OnOutputLine = lines.Add });
        Assert.True(await child.WriteLineAsync("\"ä\": 1"));
        ChildExit exit = await child.Exited.WaitAsync(Patience);
        Assert.Equal(["{\"ä\": 1}", "no end"], lines);
        Assert.Equal(["note"], exit.LastLines);
        Assert.False(await child.WriteLineAsync("to nobody"));
    }

    [Fact]
    public async Task Waiting_for_a_line_ends_when_the_child_does_or_the_time_is_over()
    {
        await using ChildProcess dying = await ChildProcess.StartAsync(Shell("dying", "echo no such port; exit 4"));
        ProcessFailedException died = await Assert.ThrowsAsync<ProcessFailedException>(() => dying.WaitForLineAsync(line => line == "up", Patience, "its ready line"));
        Assert.Equal(4, died.Exit!.Code);
        Assert.Contains("while waiting for its ready line: dying", died.Message);
        Assert.Contains("no such port", died.Message);

        await using ChildProcess silent = await ChildProcess.StartAsync(Shell("silent", "exec sleep 1000"));
        ProcessFailedException late = await Assert.ThrowsAsync<ProcessFailedException>(() => silent.WaitForLineAsync(_ => true, TimeSpan.FromMilliseconds(20), "a line"));
        Assert.Contains("a line did not come within", late.Message);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_named()
    {
        ProcessFailedException failure = await Assert.ThrowsAsync<ProcessFailedException>(
            () => ChildProcess.StartAsync(new ChildStart { Name = "o-eu1", Executable = "/no/such/program", LogPath = Log("o-eu1") }));
        Assert.Equal("o-eu1 cannot be started: not found: /no/such/program", failure.Message);
    }

    [Fact]
    public async Task A_log_that_grows_too_large_is_cut_and_says_so()
    {
        await using ChildProcess child = await ChildProcess.StartAsync(
            Shell("loud", "i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo line $i; done") with { MaximumLogBytes = 1000 });
        ChildExit exit = await child.Exited.WaitAsync(Patience);
        string log = await File.ReadAllTextAsync(exit.LogPath);
        Assert.EndsWith("[the log reached 1000 bytes; the rest was left out]\n", log);
        Assert.True(log.Length < 1100);
        Assert.Equal("line 1000", exit.LastLines[^1]);
    }

    [Fact]
    public async Task A_server_on_a_unix_socket_is_waited_for()
    {
        string path = Path.Combine(_folder, "s");
        await using ChildProcess child = await ChildProcess.StartAsync(Shell("server", "exec sleep 1000"));
        using HttpClient client = HttpReadiness.CreateClient(path);
        Task<string> waiting = child.WaitForHttpAsync(client, "/healthz", Patience);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        foreach (string answer in new[] { "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok" })
        {
            using Socket connection = await listener.AcceptAsync().WaitAsync(Patience);
            byte[] request = new byte[1000];
            int length = await connection.ReceiveAsync(request);
            Assert.StartsWith("GET /healthz ", System.Text.Encoding.ASCII.GetString(request, 0, length));
            await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        }

        Assert.Equal("ok", await waiting.WaitAsync(Patience));
        listener.Close();
        ProcessFailedException failure = await Assert.ThrowsAsync<ProcessFailedException>(
            () => child.WaitForHttpAsync(client, "/healthz", TimeSpan.FromMilliseconds(60)));
        Assert.Contains("; last answer: ", failure.Message);
    }

    private ChildStart Shell(string name, string script) => new() { Name = name, Executable = "sh", Arguments = ["-c", script], LogPath = Log(name) };

    private string Log(string name) => Path.Combine(_folder, $"{name}.log");

    // A process that has ended may stay as a zombie until its new parent reaps it; it runs no more all the same.
    private static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool EndsSoon(int pid) => SpinWait.SpinUntil(() => !IsAlive(pid), Patience);
}

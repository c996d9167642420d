using System.Diagnostics;
using CdnLab.Measurement.Results;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>The lab's program as a process of its own, with all that it says; killed with the test.</summary>
/// <remarks>
/// All it starts inherits a variable with a value of its own, so that whatever it leaves behind is found, whoever its parent
/// has become by then.
/// </remarks>
internal sealed class LabProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly Task _reading;

    private LabProgram(Process process, string mark, string folder)
    {
        _process = process;
        Pid = process.Id;
        Left = new Leftovers(mark, process.Id);
        Folder = folder;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors));
    }

    public int Pid { get; }

    /// <summary>Where the run is written to.</summary>
    public string Folder { get; }

    /// <summary>Looks for what it leaves behind.</summary>
    public Leftovers Left { get; }

    public string Output => Join(_output);

    public string Errors => Join(_errors);

    public ResultsDocument Results => ResultsFile.Read(Path.Combine(Folder, "results.json"));

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Verb and options; a run that names no folder is told one beside them.</param>
    /// <param name="before">Programs and arguments that go before it, each of which becomes the next.</param>
    /// <param name="path">PATH, when it is to be another.</param>
    public static LabProgram Start(string[] arguments, string[]? before = null, string? path = null)
    {
        string mark = Guid.NewGuid().ToString("N");
        string folder = Path.Combine(Path.GetTempPath(), "cdnlab-e2e-" + mark);
        string[] command = [.. before ?? [], Environment.ProcessPath!, Checkout.Cdnlab, .. arguments, .. arguments[0] == "run" && !arguments.Contains("--out") ? ["--out", folder] : Array.Empty<string>()];

        // The tests' own host may be another program than dotnet.
        command[before?.Length ?? 0] = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Leftovers.Variable] = mark;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment.Remove("CDNLAB_SET");
        if (path is not null)
        {
            start.Environment["PATH"] = path;
        }

        return new LabProgram(Process.Start(start)!, mark, folder);
    }

    /// <summary>Waits for a line that contains a text.</summary>
    public async Task<string> WaitForLineAsync(string text)
    {
        string? found = null;
        await Waiting.UntilAsync(() =>
        {
            found = Lines().FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));
            return found is not null ? null
                : _process.HasExited && _reading.IsCompleted ? Fail($"it ended with {_process.ExitCode} without saying '{text}'")
                : $"no line with '{text}'; it said:\n{Output}{Errors}";
        });
        return found!;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code; 128 + the signal's number when a signal ended it.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        await Waiting.UntilAsync(() => _process.HasExited && _reading.IsCompleted ? null : $"the lab still runs; it said:\n{Output}{Errors}", limit);
        return _process.ExitCode;
    }

    public void Signal(int signal) => Posix.Send(Pid, signal);

    public void PressEnter() => _process.StandardInput.WriteLine();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _reading;
        _process.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private string Fail(string why)
    {
        Assert.Fail($"{why}; it said:\n{Output}{Errors}");
        return why;
    }

    private string[] Lines()
    {
        lock (_lock)
        {
            return [.. _output, .. _errors];
        }
    }

    private string Join(List<string> lines)
    {
        lock (_lock)
        {
            return string.Concat(lines.Select(line => line + "\n"));
        }
    }

    private async Task ReadAsync(StreamReader from, List<string> to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_lock)
            {
                to.Add(line);
            }
        }
    }
}

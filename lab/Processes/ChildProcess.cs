using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using CdnLab.Core;

namespace CdnLab.Processes;

/// <summary>A process that this one started and that does not outlive it.</summary>
/// <remarks>All members are safe from any thread. Standard input stays open until <see cref="CloseInput"/> or the child's end.</remarks>
public sealed class ChildProcess : IAsyncDisposable
{
    // A grandchild may hold the output open after the child's end; what it says after this is not waited for.
    private static readonly TimeSpan OutputAfterExit = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly LogFile _log;
    private readonly ChildStart _start;
    private readonly SemaphoreSlim _inputLock = new(1, 1);

    // The stream itself, not the process's writer: it may be closed while somebody writes, and after the process is disposed.
    private readonly Stream _input;
    private readonly Lock _signalLock = new();
    private bool _reaped;
    private volatile bool _stopRequested;

    private ChildProcess(ChildStart start, Process process, LogFile log)
    {
        _start = start;
        _process = process;
        _log = log;
        _input = process.StandardInput.BaseStream;
        Pid = process.Id;
        StartedAt = SystemClock.Now;
        Exited = WatchAsync();
    }

    /// <summary>What messages call it.</summary>
    public string Name => _start.Name;

    /// <summary>What it was started with.</summary>
    public ChildStart Start => _start;

    /// <summary>The process id of the program itself, not of a wrapper.</summary>
    public int Pid { get; }

    /// <summary>When it was started.</summary>
    public Instant StartedAt { get; }

    /// <summary>Ends, never with an error, when the child has ended and its output has been read.</summary>
    public Task<ChildExit> Exited { get; }

    /// <summary>Whether the child has ended.</summary>
    public bool HasExited => Exited.IsCompleted;

    /// <summary>The last lines of its log, at most 20.</summary>
    public IReadOnlyList<string> LastLines => _log.LastLines;

    /// <summary>Starts a child.</summary>
    /// <exception cref="ProcessFailedException">A program is missing, or the log cannot be written.</exception>
    public static async Task<ChildProcess> StartAsync(ChildStart start)
    {
        IReadOnlyList<string> command = LaunchCommand.Build(start);
        var info = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingDirectory ?? "",
        };
        foreach (string argument in command.Skip(1))
        {
            info.ArgumentList.Add(argument);
        }

        foreach ((string name, string? value) in start.Environment)
        {
            if (value is null)
            {
                info.Environment.Remove(name);
            }
            else
            {
                info.Environment[name] = value;
            }
        }

        LogFile? log = null;
        try
        {
            log = new LogFile(start.LogPath, start.MaximumLogBytes);
            Process process = await ProcessLauncher.StartAsync(info).ConfigureAwait(false);
            return new ChildProcess(start, process, log);
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            log?.Dispose();
            throw new ProcessFailedException(start.Name, $"{start.Name} cannot be started: {e.Message}", null, e);
        }
    }

    /// <summary>Writes a line to the child's standard input. A child that has ended takes no more lines: false.</summary>
    public async Task<bool> WriteLineAsync(string line, CancellationToken cancel = default)
    {
        await _inputLock.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await _input.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancel).ConfigureAwait(false);
            await _input.FlushAsync(cancel).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _inputLock.Release();
        }
    }

    /// <summary>Closes the child's standard input; doing it again does nothing.</summary>
    public void CloseInput()
    {
        try
        {
            _input.Dispose();
        }
        catch (IOException)
        {
            // Bytes that were still unsent to a child that is gone; there is nobody left to miss them.
        }
    }

    /// <summary>
    /// Waits for a line of output or error, written already (the first 256 and the last 20 lines are remembered) or to come.
    /// </summary>
    /// <param name="predicate">Runs on the thread that reads the output; quick, and without exceptions.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="what">What is waited for, in words, for the message.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ProcessFailedException">The child ended, or the time is over.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> predicate, TimeSpan timeout, string what, CancellationToken cancel = default)
    {
        Task<string> found = _log.WaitFor(predicate);
        try
        {
            Task first = await Task.WhenAny(found, Exited).WaitAsync(timeout, cancel).ConfigureAwait(false);
            if (first == found || found.IsCompleted)
            {
                return await found.ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            throw NotReady(what, timeout);
        }

        ChildExit exit = await Exited.ConfigureAwait(false);
        throw new ProcessFailedException(Name, $"while waiting for {what}: {exit.Describe()}", exit);
    }

    /// <summary>Asks the child to end (SIGTERM) and, when it has not after <paramref name="grace"/>, kills it with all it started.</summary>
    public async Task<ChildExit> StopAsync(TimeSpan grace)
    {
        _stopRequested = true;
        if (!HasExited)
        {
            Signal(Signals.Terminate);
            try
            {
                await Exited.WaitAsync(grace).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                Kill();
            }
        }

        return await Exited.ConfigureAwait(false);
    }

    /// <summary>Kills the child with all it started; returns at once.</summary>
    public void Kill()
    {
        _stopRequested = true;
        if (!HasExited)
        {
            Signal(Signals.Kill);
        }
    }

    /// <summary>Kills the child and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited.ConfigureAwait(false);
    }

    internal ProcessFailedException NotReady(string what, TimeSpan timeout, string? last = null)
    {
        var text = new StringBuilder($"{Name} (pid {Pid}) runs, but {what} did not come within {timeout.TotalSeconds:0.#} s");
        if (last is not null)
        {
            text.Append("; last answer: ").Append(last);
        }

        return new ProcessFailedException(Name, LogText.AppendLines(text, _start.LogPath, LastLines).ToString());
    }

    // Under the lock, so that a number that the kernel has given to somebody else since is not signalled.
    private void Signal(Action<int> send)
    {
        lock (_signalLock)
        {
            if (!_reaped && !_process.HasExited)
            {
                send(Pid);
            }
        }
    }

    private async Task<ChildExit> WatchAsync()
    {
        Task<string?> output = PumpAsync(_process.StandardOutput.BaseStream, _start.OnOutputLine);
        Task<string?> error = PumpAsync(_process.StandardError.BaseStream, null);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        Instant exitedAt = SystemClock.Now;
        lock (_signalLock)
        {
            _reaped = true;
        }

        Signals.KillSession(Pid);
        Task<string?[]> both = Task.WhenAll(output, error);
        string? problem = await Task.WhenAny(both, Task.Delay(OutputAfterExit)).ConfigureAwait(false) == both
            ? (await both.ConfigureAwait(false)).FirstOrDefault(text => text is not null)
            : "something it started still holds it open";
        var exit = new ChildExit(
            Name, Pid, _process.ExitCode, _stopRequested, StartedAt, exitedAt, _start.LogPath, _log.LastLines, problem);
        CloseInput();
        _log.Dispose();
        _process.Dispose();
        return exit;
    }

    private async Task<string?> PumpAsync(Stream stream, Action<string>? callback)
    {
        try
        {
            await LineReader.ReadAsync(stream, line =>
            {
                string text = Encoding.UTF8.GetString(line);
                _log.Append(line, text, toFile: callback is null);
                callback?.Invoke(text);
            }).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            // Told in ChildExit: there is no caller to throw to.
            return $"{e.GetType().Name}: {e.Message}";
        }
    }
}

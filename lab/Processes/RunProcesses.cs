namespace CdnLab.Processes;

/// <summary>All children of a run: their logs in one folder, their ends watched, stopped together and in order.</summary>
/// <remarks>Safe from any thread.</remarks>
public sealed class RunProcesses : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ChildProcess> _children = [];
    private readonly TaskCompletionSource<ChildExit> _firstUnexpected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _logFolder;
    private bool _stopping;

    /// <summary>Makes an empty group.</summary>
    /// <param name="logFolder">Where logs go; a child's log is <c>NAME.log</c> in it.</param>
    public RunProcesses(string logFolder) => _logFolder = logFolder;

    /// <summary>Told once for every child that ends without having been asked to, on a pool thread.</summary>
    public event Action<ChildExit>? UnexpectedExit;

    /// <summary>Ends when the first child ends without having been asked to; never otherwise.</summary>
    public Task<ChildExit> FirstUnexpectedExit => _firstUnexpected.Task;

    /// <summary>Every child that was started, in order.</summary>
    public IReadOnlyList<ChildProcess> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _children];
            }
        }
    }

    /// <summary>The log of a child of this name.</summary>
    public string LogPathOf(string name) => Path.Combine(_logFolder, $"{name}.log");

    /// <summary>Starts a child and watches it.</summary>
    /// <exception cref="ProcessFailedException">It cannot be started, or the run is stopping already.</exception>
    public async Task<ChildProcess> StartAsync(ChildStart start)
    {
        ThrowIfStopping(start.Name);
        ChildProcess child = await ChildProcess.StartAsync(start).ConfigureAwait(false);
        bool late;
        lock (_lock)
        {
            late = _stopping;
            _children.Add(child);
        }

        if (late)
        {
            await child.DisposeAsync().ConfigureAwait(false);
            ThrowIfStopping(start.Name);
        }

        _ = WatchAsync(child);
        return child;
    }

    /// <summary>
    /// Stops all children: those of the lowest <see cref="ChildStart.StopOrder"/> first, those of one number together, each
    /// killed when it outlives <paramref name="grace"/>. A second call, while the first is under way, kills the rest at once.
    /// </summary>
    public async Task StopAllAsync(TimeSpan grace)
    {
        bool again;
        lock (_lock)
        {
            again = _stopping;
            _stopping = true;
        }

        if (again)
        {
            KillAll();
        }

        foreach (IGrouping<int, ChildProcess> wave in All.GroupBy(child => child.Start.StopOrder).OrderBy(wave => wave.Key))
        {
            await Task.WhenAll(wave.Select(child => child.StopAsync(_killed.Task.IsCompleted ? TimeSpan.Zero : grace))).ConfigureAwait(false);
        }
    }

    /// <summary>Kills all children; returns at once.</summary>
    public void KillAll()
    {
        lock (_lock)
        {
            _stopping = true;
        }

        _killed.TrySetResult();
        foreach (ChildProcess child in All)
        {
            child.Kill();
        }
    }

    /// <summary>Kills what still runs and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        KillAll();
        await Task.WhenAll(All.Select(child => child.Exited)).ConfigureAwait(false);
    }

    private async Task WatchAsync(ChildProcess child)
    {
        ChildExit exit = await child.Exited.ConfigureAwait(false);
        if (!exit.Requested)
        {
            _firstUnexpected.TrySetResult(exit);
            UnexpectedExit?.Invoke(exit);
        }
    }

    private void ThrowIfStopping(string name)
    {
        lock (_lock)
        {
            if (_stopping)
            {
                throw new ProcessFailedException(name, $"{name} was not started: the run is stopping");
            }
        }
    }
}

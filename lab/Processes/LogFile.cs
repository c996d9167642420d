using System.Text;

namespace CdnLab.Processes;

/// <summary>A child's log: a file of bounded size, the last lines in memory, and those who wait for a line.</summary>
/// <remarks>Safe from any thread: output and error of a child are read at the same time.</remarks>
internal sealed class LogFile : IDisposable
{
    private const int KeptLast = 20;

    // Somebody who waits for a line may ask a little after it was written; ready messages come early.
    private const int KeptFirst = 256;

    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly long _maximum;
    private readonly Queue<string> _last = new();
    private readonly List<string> _first = [];
    private readonly List<(Func<string, bool> Predicate, TaskCompletionSource<string> Found)> _waiters = [];
    private long _written;
    private bool _closed;

    public LogFile(string path, long maximum)
    {
        string? folder = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(folder))
        {
            Directory.CreateDirectory(folder);
        }

        // Unbuffered: after a kill -9 of the runner the log must hold what the child said.
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _maximum = maximum;
    }

    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lock)
            {
                return [.. _last];
            }
        }
    }

    /// <summary>Takes one line without its end.</summary>
    /// <param name="line">The line's bytes.</param>
    /// <param name="text">The same as text.</param>
    /// <param name="toFile">Whether it belongs in the log, or only to those who wait for lines.</param>
    public void Append(ReadOnlySpan<byte> line, string text, bool toFile)
    {
        lock (_lock)
        {
            if (_first.Count < KeptFirst)
            {
                _first.Add(text);
            }

            for (int i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Predicate(text))
                {
                    _waiters[i].Found.TrySetResult(text);
                    _waiters.RemoveAt(i);
                }
            }

            if (!toFile)
            {
                return;
            }

            if (_last.Count == KeptLast)
            {
                _last.Dequeue();
            }

            _last.Enqueue(text);
            if (!_closed)
            {
                Write(line);
            }
        }
    }

    /// <summary>The first line that fulfils the predicate, among those kept or those to come. Never ends by itself.</summary>
    public Task<string> WaitFor(Func<string, bool> predicate)
    {
        lock (_lock)
        {
            string? known = _first.Concat(_last).FirstOrDefault(predicate);
            if (known is not null)
            {
                return Task.FromResult(known);
            }

            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((predicate, found));
            return found.Task;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _file.Dispose();
        }
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        if (_written > _maximum)
        {
            return;
        }

        _written += line.Length + 1;
        if (_written > _maximum)
        {
            _file.Write(Encoding.UTF8.GetBytes($"[the log reached {_maximum} bytes; the rest was left out]\n"));
            return;
        }

        byte[] withEnd = new byte[line.Length + 1];
        line.CopyTo(withEnd);
        withEnd[^1] = (byte)'\n';
        _file.Write(withEnd);
    }
}

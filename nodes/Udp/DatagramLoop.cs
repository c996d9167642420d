using System.Collections.Concurrent;
using CdnLab.Core;

namespace CdnLab.Udp;

/// <summary>
/// A thread that owns a socket and what stands behind it: receives a batch, has it handled, has answers sent. Other threads
/// post commands to it.
/// </summary>
public sealed class DatagramLoop : IDisposable
{
    private static readonly TimeSpan ClockRefresh = TimeSpan.FromMilliseconds(500);

    // A full batch means that more is waiting; a few rounds, so that timers get their turn under a flood.
    private const int MaximumRounds = 8;

    private readonly UdpBatchSocket _socket;
    private readonly IDatagramHandler _handler;
    private readonly Action<Exception> _broken;
    private readonly int _realTimePriority;
    private readonly LoopWaiter _waiter = new();
    private readonly ConcurrentQueue<ILoopCommand> _commands = new();
    private readonly Thread _thread;
    private WallClock _wallClock;
    private Instant _refreshAt;
    private volatile bool _stopping;
    private volatile bool _ended;

    /// <summary>Starts the thread.</summary>
    /// <param name="socket">Its socket; disposed with the loop.</param>
    /// <param name="handler">What it drives.</param>
    /// <param name="name">The thread's name.</param>
    /// <param name="broken">
    /// Told, on the loop's thread, of an exception that escaped the handler: a broken invariant. It must end the process.
    /// </param>
    /// <param name="realTimePriority">SCHED_FIFO priority to ask for; 0 for an ordinary thread.</param>
    public DatagramLoop(UdpBatchSocket socket, IDatagramHandler handler, string name, Action<Exception> broken, int realTimePriority = 0)
    {
        _socket = socket;
        _handler = handler;
        _broken = broken;
        _realTimePriority = realTimePriority;
        _waiter.Add(socket);
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether the thread has the priority asked for.</summary>
    public bool IsRealTime { get; private set; }

    /// <summary>From when a timer was due to when the loop came to it. Only on the loop's thread.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>Runs a function on the loop's thread and returns its result.</summary>
    /// <exception cref="ObjectDisposedException">The loop has stopped.</exception>
    public Task<T> InvokeAsync<T>(Func<Instant, T> function)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        var command = new LoopCommand<T>(function);
        _commands.Enqueue(command);
        if (_ended)
        {
            // The thread has looked into the queue for the last time.
            RefuseCommands();
        }
        else
        {
            _waiter.Wake();
        }

        return command.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _waiter.Wake();
        _thread.Join();
        _waiter.Dispose();
        _socket.Dispose();
    }

    private void Run()
    {
        try
        {
            LoopWaiter.UsePreciseTimers();
            if (_realTimePriority > 0)
            {
                IsRealTime = LoopWaiter.TryUseRealTime(_realTimePriority);
            }

            RefreshClock(SystemClock.Now);
            while (!_stopping)
            {
                Turn();
                _waiter.Wait(SystemClock.Now, Instant.Min(_handler.NextTimeout, _refreshAt));
            }

            RunCommands(SystemClock.Now);
            _handler.Stop(SystemClock.Now);
            _handler.EndTurn(SystemClock.Now);
        }
        catch (Exception exception)
        {
            _broken(exception);
        }
        finally
        {
            _ended = true;
            RefuseCommands();
        }
    }

    private void Turn()
    {
        Instant now = SystemClock.Now;
        if (now >= _refreshAt)
        {
            RefreshClock(now);
        }

        RunCommands(now);
        for (int round = 0; round < MaximumRounds; round++)
        {
            int count = _socket.Receive();
            if (count == 0)
            {
                break;
            }

            now = SystemClock.Now;
            ReceiveBatch batch = _socket.Received;
            for (int i = 0; i < count; i++)
            {
                long unix = batch.ReadControl(i, out NetAddress to);
                Instant received = unix == 0 ? now : _wallClock.FromUnixNanoseconds(unix);
                _handler.ReceiveDatagram(now, received, batch.Datagram(i), batch.Source(i), to);
            }

            _handler.EndTurn(now);
            if (count < batch.Capacity)
            {
                break;
            }
        }

        now = SystemClock.Now;
        Instant due = _handler.NextTimeout;
        if (due <= now)
        {
            Lateness.Record(now.NanosecondsSince(due));
            _handler.HandleTimeout(now);
        }

        _handler.EndTurn(now);
    }

    private void RunCommands(Instant now)
    {
        while (_commands.TryDequeue(out ILoopCommand? command))
        {
            command.Run(now);
        }
    }

    private void RefuseCommands()
    {
        while (_commands.TryDequeue(out ILoopCommand? command))
        {
            command.Refuse();
        }
    }

    private void RefreshClock(Instant now)
    {
        _wallClock = new WallClock(SystemClock.MeasureUnixOffset());
        _handler.SetWallClock(_wallClock);
        _refreshAt = now + ClockRefresh;
    }
}

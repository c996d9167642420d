using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>
/// The thread that moves packets between the devices of the regions and the emulators of the links: it owns both while it
/// runs. It sleeps until a packet comes or is due, allocates nothing per packet and takes no lock.
/// </summary>
internal sealed unsafe class PacketLoop : IDisposable
{
    // So many packets of one device or link before the others have their turn.
    private const int Batch = 32;
    private const int RealTimePriority = 10;

    private readonly RegionPort[] _ports;
    private readonly LinkDirection[] _directions;
    private readonly PacketPool _pool;
    private readonly TraceRecorder? _trace;
    private readonly int _traceEvery;
    private readonly int _epoll;
    private readonly int _wake;
    private readonly Thread _thread;
    private readonly ManualResetEvent _ended = new(false);
    private readonly ManualResetEventSlim _started = new(false);
    private readonly Action<Exception> _failed;
    private Request? _request;
    private bool _stopping;

    /// <param name="ports">The regions.</param>
    /// <param name="directions">The directions of all links.</param>
    /// <param name="pool">Where packets are kept.</param>
    /// <param name="trace">Where traced packets are recorded, if any are.</param>
    /// <param name="traceEvery">See <see cref="TraceSampler"/>.</param>
    /// <param name="failed">Called on the packet thread when it ends by an error.</param>
    public PacketLoop(
        RegionPort[] ports, LinkDirection[] directions, PacketPool pool, TraceRecorder? trace, int traceEvery, Action<Exception> failed)
    {
        _ports = ports;
        _directions = directions;
        _pool = pool;
        _trace = trace;
        _traceEvery = traceEvery;
        _failed = failed;
        _wake = Check(Native.EventFd(0, Native.EFD_NONBLOCK | Native.EFD_CLOEXEC), "eventfd");
        _epoll = Check(Native.EpollCreate1(Native.EPOLL_CLOEXEC), "epoll_create1");
        Watch(_wake, ports.Length);
        for (int i = 0; i < ports.Length; i++)
        {
            Watch(ports[i].DeviceFd, i);
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "packets" };
    }

    /// <summary>Kernel id of the thread, for its files under /proc.</summary>
    public int ThreadId { get; private set; }

    /// <summary>Why the thread is not SCHED_FIFO; <see langword="null"/> when it is.</summary>
    public string? FifoProblem { get; private set; }

    /// <summary>Starts the thread and returns when it runs with its final priority.</summary>
    public void Start()
    {
        _thread.Start();
        _started.Wait();
    }

    /// <summary>Does something on the packet thread, between two packets, and waits until it is done.</summary>
    /// <remarks>Called by one thread at a time.</remarks>
    /// <exception cref="FabricException">The packet thread has ended.</exception>
    public void Invoke(Action action)
    {
        using var request = new Request(action);
        Volatile.Write(ref _request, request);
        Wake();
        if (WaitHandle.WaitAny([request.Done, _ended]) != 0 && !request.Done.WaitOne(0))
        {
            throw new FabricException("The packet thread has ended.");
        }

        request.Failure?.Throw();
    }

    /// <summary>Ends the thread; packets under way are not delivered.</summary>
    public void Stop()
    {
        Volatile.Write(ref _stopping, true);
        Wake();
        _ended.WaitOne();
    }

    public void Dispose()
    {
        _ = Native.Close(_epoll);
        _ = Native.Close(_wake);
        _ended.Dispose();
        _started.Dispose();
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new FabricException($"{call} failed: {Native.LastError()}.");

    private void Watch(int fd, int index)
    {
        byte* e = stackalloc byte[16];
        *(uint*)e = Native.EPOLLIN;
        *(long*)(e + Native.EpollEventData) = index;
        Check(Native.EpollCtl(_epoll, Native.EPOLL_CTL_ADD, fd, e), "epoll_ctl");
    }

    private void Wake()
    {
        ulong one = 1;
        _ = Native.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    private void Run()
    {
        try
        {
            BecomeRealTime();
            _started.Set();
            MovePackets();
        }
        catch (Exception e)
        {
            _failed(e);
        }
        finally
        {
            _started.Set();
            _ended.Set();
        }
    }

    private void BecomeRealTime()
    {
        ThreadId = Native.GetTid();

        // Sleeps of a normal thread may otherwise end 50 µs late.
        _ = Native.PrCtl(Native.PR_SET_TIMERSLACK, 1, 0, 0, 0);
        int priority = RealTimePriority;
        if (Native.SchedSetScheduler(0, Native.SCHED_FIFO | Native.SCHED_RESET_ON_FORK, &priority) < 0)
        {
            FifoProblem = $"The packet thread cannot be SCHED_FIFO: {Native.LastError()}. Expect lateness of several ms on a busy host.";
        }
    }

    private void MovePackets()
    {
        // Not inside the loop: stack space is given back only when the method returns.
        int capacity = _ports.Length + 1;
        byte* events = stackalloc byte[capacity * Native.EpollEventSize];
        while (!Volatile.Read(ref _stopping))
        {
            if (_request is not null)
            {
                Serve();
            }

            bool more = Deliver();
            int ready = Wait(events, capacity, more);
            for (int i = 0; i < ready; i++)
            {
                long index = *(long*)(events + (i * Native.EpollEventSize) + Native.EpollEventData);
                if (index < _ports.Length)
                {
                    Receive(_ports[index]);
                }
                else
                {
                    ulong count;
                    _ = Native.Read(_wake, (byte*)&count, sizeof(ulong));
                }
            }
        }
    }

    private void Serve()
    {
        Request request = Interlocked.Exchange(ref _request, null)!;
        try
        {
            request.Action();
        }
        catch (Exception e)
        {
            request.Failure = ExceptionDispatchInfo.Capture(e);
        }

        request.Done.Set();
    }

    /// <summary>Writes what is due. Returns whether a link may have more.</summary>
    private bool Deliver()
    {
        bool more = false;
        Instant now = SystemClock.Now;
        foreach (LinkDirection direction in _directions)
        {
            int left = Batch;
            while (left > 0 && direction.Emulator.TryDequeue(now, out Departure departure))
            {
                left--;
                bool succeeded = Native.Write(direction.To.DeviceFd, _pool[departure.Slot], departure.Size) == departure.Size;
                now = SystemClock.Now;
                direction.Emulator.RecordDelivery(departure, now, succeeded);
                if (_trace is not null && _pool.Trace(departure.Slot) is >= 0 and int place)
                {
                    _trace.Left(place, now, succeeded);
                }

                _pool.Return(departure.Slot);
            }

            more |= left == 0;
        }

        return more;
    }

    private int Wait(byte* events, int capacity, bool more)
    {
        Instant due = more ? Instant.Zero : Instant.Never;
        foreach (LinkDirection direction in _directions)
        {
            due = Instant.Min(due, direction.Emulator.NextDue);
        }

        long nanoseconds = due.IsNever ? 0 : Math.Max(0, due.NanosecondsSince(SystemClock.Now));
        Native.Timespec timeout;
        timeout.Seconds = nanoseconds / 1_000_000_000;
        timeout.Nanoseconds = nanoseconds % 1_000_000_000;
        int ready = (int)Native.EpollPwait2(
            Native.SYS_epoll_pwait2, _epoll, events, capacity, due.IsNever ? null : &timeout, null, 0);
        if (ready < 0 && Marshal.GetLastPInvokeError() != Native.EINTR)
        {
            throw new FabricException($"epoll_pwait2 failed: {Native.LastError()}. It needs Linux 5.11 or later.");
        }

        return Math.Max(0, ready);
    }

    private void Receive(RegionPort port)
    {
        for (int i = 0; i < Batch; i++)
        {
            int slot = _pool.Take();
            byte* memory = _pool[slot];
            int size = (int)Native.Read(port.DeviceFd, memory, PacketPool.SlotSize);
            if (size <= 0)
            {
                _pool.Return(slot);
                if (size < 0 && Marshal.GetLastPInvokeError() is not (Native.EAGAIN or Native.EINTR))
                {
                    throw new FabricException($"Reading the device of region {port.Name} failed: {Native.LastError()}.");
                }

                return;
            }

            // The device has no timestamp of its own: a packet enters the link when it is read.
            Accept(port, slot, memory, size, SystemClock.Now);
        }
    }

    private void Accept(RegionPort port, int slot, byte* memory, int size, Instant now)
    {
        port.ReadPackets++;
        if (!PacketInfo.TryParse(new ReadOnlySpan<byte>(memory, size), out PacketInfo packet)
            || port.RouteTo(packet.Flow.Destination) is not { } direction)
        {
            port.UnroutablePackets++;
            _pool.Return(slot);
            return;
        }

        EnqueueResult result = direction.Emulator.Enqueue(now, packet.Flow, size, slot);
        int place = _trace is not null && packet.IsRtp && TraceSampler.IsTraced(packet.RtpTimestamp, _traceEvery)
            ? _trace.Entered(direction.Index, packet, size, now, result)
            : -1;
        if (result.IsQueued)
        {
            _pool.Trace(slot) = place;
        }
        else
        {
            _pool.Return(slot);
        }
    }

    private sealed class Request(Action action) : IDisposable
    {
        public Action Action { get; } = action;

        public ManualResetEvent Done { get; } = new(false);

        public ExceptionDispatchInfo? Failure { get; set; }

        public void Dispose() => Done.Dispose();
    }
}

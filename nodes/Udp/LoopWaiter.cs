using System.ComponentModel;
using System.Runtime.InteropServices;
using CdnLab.Core;

namespace CdnLab.Udp;

/// <summary>
/// What a media loop sleeps on: its sockets, a moment, and being woken by other threads. Wakes with the precision of
/// <c>epoll_pwait2</c>; the framework's timers tick in steps of 4 ms and more.
/// </summary>
public sealed unsafe class LoopWaiter : IDisposable
{
    private readonly int _epoll;
    private readonly int _event;
    private int _disposed;

    /// <summary>Makes a waiter.</summary>
    public LoopWaiter()
    {
        _epoll = Native.epoll_create1(Native.EPOLL_CLOEXEC);
        _event = Native.eventfd(0, Native.EFD_NONBLOCK | Native.EFD_CLOEXEC);
        if (_epoll < 0 || _event < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "epoll or eventfd could not be made");
        }

        Add(_event);
    }

    /// <summary>Has timers of the calling thread expire on the nanosecond asked for, not up to 50 µs later.</summary>
    public static void UsePreciseTimers() => Native.prctl(Native.PR_SET_TIMERSLACK, 1, 0, 0, 0);

    /// <summary>Puts the calling thread before all ordinary ones (SCHED_FIFO), where the host allows it.</summary>
    /// <param name="priority">1 to 99; higher goes first.</param>
    /// <returns>False when it is not allowed; the thread then stays an ordinary one.</returns>
    public static bool TryUseRealTime(int priority) => Native.sched_setscheduler(0, Native.SCHED_FIFO, &priority) == 0;

    /// <summary>Has datagrams on a socket end <see cref="Wait"/>.</summary>
    public void Add(UdpBatchSocket socket) => Add(socket.Handle);

    /// <summary>Sleeps until a socket has something, <see cref="Wake"/> is called, or a moment has come.</summary>
    /// <param name="now">The current moment.</param>
    /// <param name="until">When to return at the latest; <see cref="Instant.Never"/> to wait for an event alone.</param>
    public void Wait(Instant now, Instant until)
    {
        long left = until.IsNever ? long.MaxValue : Math.Max(0, until.NanosecondsSince(now));
        Native.Timespec timeout = new() { Seconds = left / 1_000_000_000, Nanoseconds = left % 1_000_000_000 };
        Native.EpollEvent* events = stackalloc Native.EpollEvent[8];
        int count = Native.epoll_pwait2(_epoll, events, 8, until.IsNever ? null : &timeout, null);
        for (int i = 0; i < count; i++)
        {
            if (events[i].Data == (ulong)_event)
            {
                ulong ignored;
                Native.read(_event, &ignored, sizeof(ulong));
            }
        }
    }

    /// <summary>Ends the current or the next <see cref="Wait"/>. Any thread may call it.</summary>
    public void Wake()
    {
        ulong one = 1;
        Native.write(_event, &one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Native.close(_epoll);
            Native.close(_event);
        }
    }

    private void Add(int fd)
    {
        Native.EpollEvent interest = new() { Events = Native.EPOLLIN, Data = (ulong)fd };
        if (Native.epoll_ctl(_epoll, Native.EPOLL_CTL_ADD, fd, &interest) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "epoll_ctl");
        }
    }
}

using CdnLab.Core;

namespace CdnLab.Udp.Tests;

/// <summary>Sends back what it gets, and notes how it is driven.</summary>
internal sealed class EchoHandler(UdpBatchSocket socket) : IDatagramHandler
{
    public bool Fails { get; init; }

    public HashSet<int> Threads { get; } = [];

    public TaskCompletionSource TimerRan { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TimeSpan LargestAge { get; private set; }

    public bool ClockWasSet { get; private set; }

    public bool Stopped { get; private set; }

    public Instant NextTimeout { get; private set; } = Instant.Zero;

    public void SetWallClock(WallClock clock) => ClockWasSet = Math.Abs(clock.ToNtp(SystemClock.Now).ToUnixNanoseconds() - SystemClock.UnixNanoseconds) < 1_000_000_000;

    public void ReceiveDatagram(Instant now, Instant received, Span<byte> datagram, NetAddress from, NetAddress to)
    {
        if (Fails)
        {
            throw new InvalidDataException();
        }

        Threads.Add(Environment.CurrentManagedThreadId);
        LargestAge = now - received > LargestAge ? now - received : LargestAge;
        socket.Send(from, datagram.ToArray());
    }

    public void HandleTimeout(Instant now)
    {
        Threads.Add(Environment.CurrentManagedThreadId);
        NextTimeout = Instant.Never;
        TimerRan.TrySetResult();
    }

    public void EndTurn(Instant now) => socket.Flush();

    public void Stop(Instant now) => Stopped = true;
}

using CdnLab.Core;

namespace CdnLab.Udp.Tests;

public sealed class LoopWaiterTests
{
    [Fact]
    public void A_moment_that_has_passed_is_not_waited_for()
    {
        using var waiter = new LoopWaiter();
        Instant now = SystemClock.Now;
        waiter.Wait(now, now - TimeSpan.FromHours(1));
        waiter.Wait(now, now);
    }

    [Fact]
    public void It_does_not_return_before_its_moment_without_a_reason()
    {
        using var waiter = new LoopWaiter();
        LoopWaiter.UsePreciseTimers();
        for (int i = 0; i < 20; i++)
        {
            Instant now = SystemClock.Now;
            Instant until = now + TimeSpan.FromMilliseconds(2);
            waiter.Wait(now, until);
            Instant woke = SystemClock.Now;
            Assert.True(woke >= until, $"woke {until.NanosecondsSince(woke)} ns early");
        }
    }

    [Fact]
    public void Another_thread_ends_a_wait_without_end()
    {
        using var waiter = new LoopWaiter();
        var thread = new Thread(waiter.Wake);
        thread.Start();
        waiter.Wait(SystemClock.Now, Instant.Never);
        thread.Join();
    }

    [Fact]
    public void Being_woken_counts_for_the_next_wait_and_once()
    {
        using var waiter = new LoopWaiter();
        waiter.Wake();
        waiter.Wake();
        waiter.Wait(SystemClock.Now, Instant.Never);
        Instant now = SystemClock.Now;
        waiter.Wait(now, now + TimeSpan.FromMilliseconds(2));
        Assert.True(SystemClock.Now >= now + TimeSpan.FromMilliseconds(2), "a wake-up counted twice");
    }

    [Fact]
    public void A_datagram_ends_a_wait()
    {
        using var waiter = new LoopWaiter();
        using UdpBatchSocket socket = Loopback.Bind();
        waiter.Add(socket);
        socket.Send(socket.LocalAddress, [1]);
        socket.Flush();
        waiter.Wait(SystemClock.Now, Instant.Never);
        Assert.Equal(1, socket.Receive());
    }

    [Fact]
    public void Disposing_twice_does_no_harm()
    {
        var waiter = new LoopWaiter();
        waiter.Dispose();
        waiter.Dispose();
    }
}

using CdnLab.Core;

namespace CdnLab.Udp.Tests;

public sealed class DatagramLoopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Datagrams_commands_and_timers_come_on_one_thread()
    {
        using UdpBatchSocket peer = Loopback.Bind();
        UdpBatchSocket socket = Loopback.Bind();
        NetAddress address = socket.LocalAddress;
        var handler = new EchoHandler(socket);
        using (var loop = new DatagramLoop(socket, handler, "echo", static exception => Assert.Fail(exception.ToString())))
        {
            // More than a batch, so that the loop has to come round again.
            for (int i = 0; i < 300; i++)
            {
                peer.Send(address, [(byte)i]);
            }

            peer.Flush();
            Assert.Equal(Enumerable.Range(0, 300).Select(static i => (byte)i), peer.Receive(300).Select(datagram => datagram.Bytes[0]));
            int thread = await loop.InvokeAsync(_ => Environment.CurrentManagedThreadId).WaitAsync(Limit);
            await handler.TimerRan.Task.WaitAsync(Limit);
            Assert.Equal([thread], handler.Threads.Order());
            Assert.True(await loop.InvokeAsync(_ => loop.Lateness.Count).WaitAsync(Limit) > 0, "no timer's lateness was recorded");
            Assert.True(handler.ClockWasSet, "the handler was not told the wall clock");
            Assert.InRange(handler.LargestAge, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }

        Assert.True(handler.Stopped, "the handler was not told of the end");
    }

    [Fact]
    public async Task A_command_that_fails_fails_for_its_caller_alone()
    {
        UdpBatchSocket socket = Loopback.Bind();
        using var loop = new DatagramLoop(socket, new EchoHandler(socket), "echo", static exception => Assert.Fail(exception.ToString()));
        await Assert.ThrowsAsync<InvalidDataException>(() => loop.InvokeAsync<int>(_ => throw new InvalidDataException()).WaitAsync(Limit));
        Assert.Equal(5, await loop.InvokeAsync(_ => 5).WaitAsync(Limit));
    }

    [Fact]
    public async Task After_its_end_it_takes_no_commands_and_its_port_is_free()
    {
        UdpBatchSocket socket = Loopback.Bind();
        NetAddress address = socket.LocalAddress;
        var loop = new DatagramLoop(socket, new EchoHandler(socket), "echo", static exception => Assert.Fail(exception.ToString()));
        loop.Dispose();
        loop.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => loop.InvokeAsync(_ => 5));
        using UdpBatchSocket again = UdpBatchSocket.Bind(address, new UdpSocketOptions());
    }

    [Fact]
    public async Task An_exception_in_the_handler_is_told()
    {
        using UdpBatchSocket peer = Loopback.Bind();
        UdpBatchSocket socket = Loopback.Bind();
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var loop = new DatagramLoop(socket, new EchoHandler(socket) { Fails = true }, "echo", told.SetResult);
        peer.Send(socket.LocalAddress, [1]);
        peer.Flush();
        Assert.IsType<InvalidDataException>(await told.Task.WaitAsync(Limit));
    }
}

using CdnLab.Core;

namespace CdnLab.Udp.Tests;

/// <summary>Sockets on loopback, and receiving from them without asking how long that takes.</summary>
internal static class Loopback
{
    public const uint Address = 0x7F000001;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static UdpBatchSocket Bind(UdpSocketOptions? options = null, uint address = Address) =>
        UdpBatchSocket.Bind(NetAddress.FromIPv4(address, 0), options ?? new UdpSocketOptions());

    public static void Send(this UdpBatchSocket socket, NetAddress to, byte[] datagram, NetAddress from = default)
    {
        datagram.CopyTo(socket.Outgoing.Next);
        socket.Outgoing.Commit(datagram.Length, to, from);
        if (socket.Outgoing.IsFull)
        {
            socket.Flush();
        }
    }

    /// <summary>Receives until a number of datagrams has come; fails with what has come when they do not.</summary>
    public static List<Arrived> Receive(this UdpBatchSocket socket, int count)
    {
        using var waiter = new LoopWaiter();
        waiter.Add(socket);
        List<Arrived> arrived = [];
        Instant until = SystemClock.Now + Limit;
        while (arrived.Count < count)
        {
            int got = socket.Receive();
            for (int i = 0; i < got; i++)
            {
                long unix = socket.Received.ReadControl(i, out NetAddress to);
                arrived.Add(new Arrived(socket.Received.Datagram(i).ToArray(), socket.Received.Source(i), to, unix));
            }

            Instant now = SystemClock.Now;
            Assert.True(now < until, $"{arrived.Count} of {count} datagrams came within {Limit.TotalSeconds} s");
            if (got == 0)
            {
                waiter.Wait(now, until);
            }
        }

        return arrived;
    }
}

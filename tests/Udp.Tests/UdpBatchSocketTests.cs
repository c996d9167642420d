using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using CdnLab.Core;

namespace CdnLab.Udp.Tests;

public sealed class UdpBatchSocketTests
{
    [Fact]
    public void A_batch_goes_out_and_comes_in_whole_and_in_order()
    {
        using UdpBatchSocket sender = Loopback.Bind();
        using UdpBatchSocket receiver = Loopback.Bind();
        for (int i = 0; i < 200; i++)
        {
            sender.Send(receiver.LocalAddress, [.. Enumerable.Repeat((byte)i, i * 7)]);
        }

        sender.Flush();
        List<Arrived> arrived = receiver.Receive(200);
        Assert.All(arrived.Index(), entry => Assert.Equal(Enumerable.Repeat((byte)entry.Index, entry.Index * 7), entry.Item.Bytes));
        Assert.All(arrived, datagram => Assert.Equal(sender.LocalAddress, datagram.From));
        Assert.All(arrived, datagram => Assert.Equal(receiver.LocalAddress, datagram.To));
        Assert.Equal((200L, 0L, 0L), (sender.Sent, sender.DroppedBySendBuffer, sender.RefusedByKernel));

        // 64 to a call: four calls to send, and about as many to receive.
        Assert.Equal(4, sender.SystemCalls);
        Assert.True(receiver.SystemCalls < 20, $"{receiver.SystemCalls} calls to receive 200 datagrams");
    }

    [Fact]
    public void A_full_batch_must_be_flushed_before_the_next_datagram()
    {
        using UdpBatchSocket socket = Loopback.Bind(new UdpSocketOptions { BatchSize = 2 });
        socket.Outgoing.Commit(1, socket.LocalAddress);
        Assert.False(socket.Outgoing.IsFull);
        socket.Outgoing.Commit(1, socket.LocalAddress);
        Assert.True(socket.Outgoing.IsFull);
        Assert.Throws<InvalidOperationException>(() => socket.Outgoing.Next.Length);
        socket.Flush();
        Assert.Equal((0, SendBatch.SlotSize), (socket.Outgoing.Count, socket.Outgoing.Next.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => socket.Outgoing.Commit(SendBatch.SlotSize + 1, socket.LocalAddress));
    }

    [Fact]
    public void A_datagram_longer_than_a_slot_is_told_as_truncated_and_not_taken_for_a_short_one()
    {
        using UdpBatchSocket receiver = Loopback.Bind();
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        IPEndPoint to = receiver.LocalAddress.ToIPEndPoint();
        sender.SendTo(new byte[2048], to);
        sender.SendTo(new byte[2049], to);
        sender.SendTo(new byte[9000], to);
        sender.SendTo(new byte[10], to);
        Assert.Equal([2048, 0, 0, 10], receiver.Receive(4).Select(datagram => datagram.Bytes.Length));
        Assert.Equal(2, receiver.Received.Truncated);
    }

    [Fact]
    public void An_empty_datagram_arrives_as_one()
    {
        using UdpBatchSocket sender = Loopback.Bind();
        using UdpBatchSocket receiver = Loopback.Bind();
        sender.Send(receiver.LocalAddress, []);
        sender.Send(receiver.LocalAddress, [7]);
        sender.Flush();
        Assert.Equal([0, 1], receiver.Receive(2).Select(datagram => datagram.Bytes.Length));
    }

    [Fact]
    public void The_kernel_says_when_it_took_a_datagram_in()
    {
        using UdpBatchSocket sender = Loopback.Bind();
        using UdpBatchSocket receiver = Loopback.Bind();
        for (int i = 0; i < 100; i++)
        {
            long before = SystemClock.UnixNanoseconds;
            sender.Send(receiver.LocalAddress, [1]);
            sender.Flush();
            Arrived arrived = Assert.Single(receiver.Receive(1));
            long after = SystemClock.UnixNanoseconds;

            // Between sending and having it; the host's clock may be set meanwhile, which is not what this is about.
            Assert.True(
                (arrived.UnixNanoseconds >= before && arrived.UnixNanoseconds <= after) || after < before || after - before > 1_000_000_000,
                $"round {i}: sent after {before}, stamped {arrived.UnixNanoseconds}, received before {after}");
        }
    }

    [Fact]
    public void With_any_address_each_datagram_says_where_it_came_to_and_names_its_source()
    {
        using UdpBatchSocket node = Loopback.Bind();
        using UdpBatchSocket many = Loopback.Bind(new UdpSocketOptions { AnyAddress = true }, address: 0);
        ushort port = many.LocalAddress.Port;
        NetAddress[] addresses = [.. Enumerable.Range(0, 100).Select(i => NetAddress.FromIPv4(0x7F010000 + (uint)(i * 7), port))];

        // Out: under a hundred addresses of one socket.
        foreach (NetAddress address in addresses)
        {
            many.Send(node.LocalAddress, [1, 2, 3], address);
        }

        many.Flush();
        Assert.Equal(addresses, node.Receive(100).Select(datagram => datagram.From));

        // Back: to each of them.
        foreach (NetAddress address in addresses)
        {
            node.Send(address, [4]);
        }

        node.Flush();
        List<Arrived> back = many.Receive(100);
        Assert.Equal(addresses, back.Select(datagram => datagram.To));
        Assert.All(back, datagram => Assert.Equal(node.LocalAddress, datagram.From));
    }

    [Fact]
    public void With_any_address_but_without_a_source_the_kernel_chooses_it()
    {
        using UdpBatchSocket node = Loopback.Bind();
        using UdpBatchSocket many = Loopback.Bind(new UdpSocketOptions { AnyAddress = true }, address: 0);
        NetAddress named = NetAddress.FromIPv4(0x7F010203, many.LocalAddress.Port);
        many.Send(node.LocalAddress, [1], named);
        many.Send(node.LocalAddress, [2]);
        many.Send(node.LocalAddress, [3], named);
        many.Flush();
        Assert.Equal(
            [named, NetAddress.FromIPv4(Loopback.Address, many.LocalAddress.Port), named], node.Receive(3).Select(datagram => datagram.From));
    }

    [Fact]
    public void IPv6_serves_IPv6_alike()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return;
        }

        using UdpBatchSocket sender = UdpBatchSocket.Bind(NetAddress.From(IPAddress.IPv6Loopback, 0), new UdpSocketOptions());
        using UdpBatchSocket receiver = UdpBatchSocket.Bind(NetAddress.From(IPAddress.IPv6Loopback, 0), new UdpSocketOptions());
        sender.Send(receiver.LocalAddress, [1, 2]);
        sender.Flush();
        Arrived arrived = Assert.Single(receiver.Receive(1));
        Assert.Equal((sender.LocalAddress, receiver.LocalAddress), (arrived.From, arrived.To));
        Assert.NotEqual(0, arrived.UnixNanoseconds);
    }

    [Fact]
    public void What_the_receive_buffer_does_not_hold_is_counted()
    {
        using UdpBatchSocket sender = Loopback.Bind();
        using UdpBatchSocket receiver = Loopback.Bind(new UdpSocketOptions { ReceiveBuffer = 16 << 10 });
        for (int i = 0; i < 200; i++)
        {
            sender.Send(receiver.LocalAddress, new byte[1000]);
        }

        sender.Flush();
        int kept = 0;
        for (int got = receiver.Receive(); got > 0; got = receiver.Receive())
        {
            kept += got;
        }

        // The kernel tells of drops with the next datagram that it takes in; what it was late with comes before that.
        sender.Send(receiver.LocalAddress, [1]);
        sender.Flush();
        while (receiver.Receive(1)[^1].Bytes.Length != 1)
        {
            kept++;
        }

        Assert.InRange(kept, 1, 199);
        Assert.Equal(200 - kept, receiver.Received.DroppedByReceiveBuffer);
    }

    [Fact]
    public void What_the_kernel_refuses_is_counted_and_the_rest_of_the_batch_leaves()
    {
        using UdpBatchSocket sender = Loopback.Bind();
        using UdpBatchSocket receiver = Loopback.Bind();
        sender.Send(receiver.LocalAddress, [1]);
        sender.Send(NetAddress.FromIPv4(Loopback.Address, 0), [2]);
        sender.Send(NetAddress.FromIPv4(0xFFFFFFFF, 9), [3]);
        sender.Send(receiver.LocalAddress, [4]);
        sender.Flush();
        Assert.Equal([1, 4], receiver.Receive(2).Select(datagram => datagram.Bytes[0]));
        Assert.Equal((2L, 2L, 0L), (sender.Sent, sender.RefusedByKernel, sender.DroppedBySendBuffer));
    }

    [Fact]
    public void A_port_that_nobody_listens_on_does_not_disturb_the_socket()
    {
        using UdpBatchSocket socket = Loopback.Bind();
        NetAddress closed;
        using (UdpBatchSocket other = Loopback.Bind())
        {
            closed = other.LocalAddress;
        }

        for (int i = 0; i < 10; i++)
        {
            socket.Send(closed, [1]);
            socket.Flush();
        }

        socket.Send(socket.LocalAddress, [2]);
        socket.Flush();
        Assert.Equal([2], Assert.Single(socket.Receive(1)).Bytes);
    }

    [Fact]
    public void An_address_in_use_or_not_local_is_an_error_that_names_it()
    {
        using UdpBatchSocket first = Loopback.Bind();
        Win32Exception inUse = Assert.Throws<Win32Exception>(() => UdpBatchSocket.Bind(first.LocalAddress, new UdpSocketOptions()));
        Assert.Contains(first.LocalAddress.ToString(), inUse.Message, StringComparison.Ordinal);
        NetAddress elsewhere = NetAddress.FromIPv4(0xC0000201, 5000);
        Win32Exception notLocal = Assert.Throws<Win32Exception>(() => UdpBatchSocket.Bind(elsewhere, new UdpSocketOptions()));
        Assert.Contains("192.0.2.1:5000", notLocal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_is_free_again_once_its_socket_is_disposed()
    {
        NetAddress address;
        using (UdpBatchSocket first = Loopback.Bind())
        {
            address = first.LocalAddress;
            first.Dispose();
        }

        using UdpBatchSocket second = UdpBatchSocket.Bind(address, new UdpSocketOptions());
        Assert.Equal(address, second.LocalAddress);
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        using UdpBatchSocket sender = Loopback.Bind();
        using UdpBatchSocket receiver = Loopback.Bind();
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50; i++)
            {
                while (!sender.Outgoing.IsFull)
                {
                    sender.Outgoing.Next[0] = 1;
                    sender.Outgoing.Commit(1200, receiver.LocalAddress);
                }

                sender.Flush();
                int count = receiver.Receive();
                for (int n = 0; n < count; n++)
                {
                    receiver.Received.ReadControl(n, out _);
                    _ = receiver.Received.Source(n);
                    _ = receiver.Received.Datagram(n)[0];
                }
            }

            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before, $"{GC.GetAllocatedBytesForCurrentThread() - before} bytes allocated");
        }
    }
}

using System.ComponentModel;
using System.Runtime.InteropServices;
using CdnLab.Core;

namespace CdnLab.Udp;

/// <summary>
/// A non-blocking UDP socket that receives and sends in batches (<c>recvmmsg</c>, <c>sendmmsg</c>) and allocates nothing per
/// datagram.
/// </summary>
/// <remarks>
/// Owned by one thread. With <see cref="UdpSocketOptions.AnyAddress"/> one socket serves every address that the kernel takes
/// for local (IP_PKTINFO): each datagram received says to which address it came, and each one sent names its source.
/// </remarks>
public sealed unsafe class UdpBatchSocket : IDisposable
{
    private readonly bool _ipv6;
    private int _fd;

    private UdpBatchSocket(int fd, bool ipv6, NetAddress local, UdpSocketOptions options)
    {
        _fd = fd;
        _ipv6 = ipv6;
        LocalAddress = local;
        Received = new ReceiveBatch(options.BatchSize, options.AnyAddress, local);
        Outgoing = new SendBatch(options.BatchSize, ipv6, options.AnyAddress);
    }

    /// <summary>The address bound to, with the port that the kernel chose when 0 was asked for.</summary>
    public NetAddress LocalAddress { get; }

    /// <summary>The datagrams of the last <see cref="Receive"/>.</summary>
    public ReceiveBatch Received { get; }

    /// <summary>The datagrams that wait for <see cref="Flush"/>.</summary>
    public SendBatch Outgoing { get; }

    /// <summary>Datagrams that the kernel did not take: full socket buffer.</summary>
    public long DroppedBySendBuffer { get; private set; }

    /// <summary>Datagrams that the kernel refused for another reason: no route, forbidden.</summary>
    public long RefusedByKernel { get; private set; }

    /// <summary>System calls made for sending and receiving.</summary>
    public long SystemCalls { get; private set; }

    /// <summary>Datagrams handed to the kernel.</summary>
    public long Sent { get; private set; }

    internal int Handle => _fd;

    /// <summary>Binds a socket.</summary>
    /// <exception cref="Win32Exception">The address is in use, not local, or sockets are forbidden.</exception>
    public static UdpBatchSocket Bind(NetAddress local, UdpSocketOptions options)
    {
        bool ipv6 = !local.IsIPv4;
        int fd = Native.socket(
            ipv6 ? Native.AF_INET6 : Native.AF_INET, Native.SOCK_DGRAM | Native.SOCK_NONBLOCK | Native.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            throw LastError("socket");
        }

        try
        {
            SetBuffer(fd, Native.SO_RCVBUFFORCE, Native.SO_RCVBUF, options.ReceiveBuffer);
            SetBuffer(fd, Native.SO_SNDBUFFORCE, Native.SO_SNDBUF, options.SendBuffer);
            Set(fd, Native.SOL_SOCKET, Native.SO_TIMESTAMPNS, 1);
            Set(fd, Native.SOL_SOCKET, Native.SO_RXQ_OVFL, 1);
            if (options.AnyAddress)
            {
                Set(fd, Native.SOL_IP, Native.IP_PKTINFO, 1);
            }

            byte* address = stackalloc byte[SocketAddress.MaxLength];
            uint length = SocketAddress.Write(local, new Span<byte>(address, SocketAddress.MaxLength), ipv6);
            if (Native.bind(fd, address, length) != 0)
            {
                throw LastError($"bind to {local}");
            }

            length = SocketAddress.MaxLength;
            if (Native.getsockname(fd, address, &length) != 0)
            {
                throw LastError("getsockname");
            }

            NetAddress bound = SocketAddress.Read(new ReadOnlySpan<byte>(address, SocketAddress.MaxLength));
            return new UdpBatchSocket(fd, ipv6, bound, options);
        }
        catch
        {
            Native.close(fd);
            throw;
        }
    }

    /// <summary>Fills <see cref="Received"/> with what has arrived, up to a batch; 0 when nothing has.</summary>
    public int Receive()
    {
        Received.Prepare();
        SystemCalls++;
        int count = Native.recvmmsg(_fd, Received.Messages, (uint)Received.Capacity, Native.MSG_DONTWAIT, null);
        if (count < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error is not Native.EAGAIN and not Native.EINTR)
            {
                // An asynchronous error of an earlier send (ICMP) is not a reason to stop receiving.
                RefusedByKernel++;
            }

            count = 0;
        }

        Received.Complete(count);
        return count;
    }

    /// <summary>Sends all that waits in <see cref="Outgoing"/> and empties it. What the kernel does not take is counted.</summary>
    public void Flush()
    {
        int from = 0;
        int count = Outgoing.Count;
        while (from < count)
        {
            SystemCalls++;
            int sent = Native.sendmmsg(_fd, Outgoing.Messages + from, (uint)(count - from), Native.MSG_DONTWAIT);
            if (sent > 0)
            {
                from += sent;
                Sent += sent;
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Native.EINTR)
            {
                continue;
            }

            // The first of the remaining datagrams is at fault; a media sender drops it and goes on (NACK repairs it).
            if (error == Native.EAGAIN)
            {
                DroppedBySendBuffer++;
            }
            else
            {
                RefusedByKernel++;
            }

            from++;
        }

        Outgoing.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        int fd = Interlocked.Exchange(ref _fd, -1);
        if (fd >= 0)
        {
            Native.close(fd);
            Received.Free();
            Outgoing.Free();
        }
    }

    private static void SetBuffer(int fd, int forced, int capped, int bytes)
    {
        // The forced form needs CAP_NET_ADMIN and ignores the system's maximum; without it the kernel caps silently.
        if (Native.setsockopt(fd, Native.SOL_SOCKET, forced, &bytes, sizeof(int)) != 0)
        {
            Set(fd, Native.SOL_SOCKET, capped, bytes);
        }
    }

    private static void Set(int fd, int level, int name, int value)
    {
        if (Native.setsockopt(fd, level, name, &value, sizeof(int)) != 0)
        {
            throw LastError($"setsockopt {level}/{name}");
        }
    }

    private static Win32Exception LastError(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new Win32Exception(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}

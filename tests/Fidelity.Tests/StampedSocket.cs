using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using CdnLab.Core;
using CdnLab.Links.Fabric;

namespace CdnLab.Fidelity.Tests;

/// <summary>
/// A UDP socket in a namespace, for probes that carry their number and send time, and whose receive time is the kernel's
/// (SO_TIMESTAMPNS): how late this process reads them does not matter.
/// </summary>
internal sealed unsafe partial class StampedSocket : IDisposable
{
    private const int ProbeSize = 200;
    private const int SOL_SOCKET = 1;
    private const int SO_RCVBUFFORCE = 33;
    private const int SO_TIMESTAMPNS = 35;
    private const int MSG_DONTWAIT = 0x40;

    private readonly Socket _socket;
    private readonly byte[] _probe = new byte[ProbeSize];

    public StampedSocket(string namespacePath, string address)
    {
        _socket = NetworkNamespace.Run(namespacePath, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        _socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        _socket.SetRawSocketOption(SOL_SOCKET, SO_TIMESTAMPNS, BitConverter.GetBytes(1));

        // All probes of a test fit, so that nobody needs to read while they come in.
        _socket.SetRawSocketOption(SOL_SOCKET, SO_RCVBUFFORCE, BitConverter.GetBytes(32 << 20));
    }

    public EndPoint Address => _socket.LocalEndPoint!;

    /// <summary>Sends probes 0, 1, … to another socket at a rate.</summary>
    public void Send(StampedSocket to, int count, int perSecond)
    {
        SocketAddress destination = to.Address.Serialize();
        Instant start = SystemClock.Now;
        for (int number = 0; number < count; number++)
        {
            while (SystemClock.Now.NanosecondsSince(start) < number * 1_000_000_000L / perSecond)
            {
                Thread.Sleep(1);
            }

            // Looks like RTP: version 2, payload type 96, the number as sequence number and timestamp, SSRC 1.
            _probe[0] = 0x80;
            _probe[1] = 96;
            BinaryPrimitives.WriteUInt16BigEndian(_probe.AsSpan(2), (ushort)number);
            BinaryPrimitives.WriteUInt32BigEndian(_probe.AsSpan(4), (uint)number);
            BinaryPrimitives.WriteUInt32BigEndian(_probe.AsSpan(8), 1);
            BinaryPrimitives.WriteInt64BigEndian(_probe.AsSpan(12), SystemClock.UnixNanoseconds);
            _socket.SendTo(_probe, SocketFlags.None, destination);
        }
    }

    /// <summary>Reads every probe that has come in: its number, and milliseconds from send to the kernel's receive time.</summary>
    public List<(int Number, double DelayMs)> ReadAll()
    {
        var probes = new List<(int, double)>();
        byte* data = stackalloc byte[ProbeSize];
        byte* control = stackalloc byte[64];
        IoVector vector = new() { Base = data, Length = ProbeSize };
        while (true)
        {
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = 64 };
            if (ReceiveMessage((int)_socket.Handle, &header, MSG_DONTWAIT) < 0)
            {
                return probes;
            }

            // struct cmsghdr { size_t len; int level; int type; } followed by struct timespec.
            Assert.Equal((SOL_SOCKET, SO_TIMESTAMPNS), (*(int*)(control + 8), *(int*)(control + 12)));
            long received = (*(long*)(control + 16) * 1_000_000_000) + *(long*)(control + 24);
            var probe = new ReadOnlySpan<byte>(data, ProbeSize);
            long sent = BinaryPrimitives.ReadInt64BigEndian(probe[12..]);
            probes.Add((BinaryPrimitives.ReadInt32BigEndian(probe[4..]), (received - sent) / 1e6));
        }
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, MessageHeader* header, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    // struct msghdr of a 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }
}

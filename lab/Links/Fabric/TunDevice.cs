using System.Text;

namespace CdnLab.Links.Fabric;

/// <summary>A TUN device: the kernel's IP packets come out of a file descriptor, and go into the kernel through it.</summary>
internal static unsafe class TunDevice
{
    private const string Node = "/dev/net/tun";
    private const ulong NodeNumber = (10 << 8) | 200;
    private const int InterfaceRequestSize = 40;
    private const int InterfaceNameSize = 16;

    /// <summary>
    /// Makes a device in the network namespace of the calling thread and returns its non-blocking descriptor, which works
    /// on every thread. The device goes when the descriptor is closed.
    /// </summary>
    /// <exception cref="FabricException">There is no TUN driver, or the caller may not use it.</exception>
    public static int Create(string name)
    {
        int fd = OpenNode();
        byte* request = stackalloc byte[InterfaceRequestSize];
        new Span<byte>(request, InterfaceRequestSize).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, InterfaceNameSize - 1));
        *(short*)(request + InterfaceNameSize) = Native.IFF_TUN | Native.IFF_NO_PI;
        if (Native.Ioctl(fd, Native.TUNSETIFF, request) < 0)
        {
            string error = Native.LastError();
            _ = Native.Close(fd);
            throw new FabricException($"A TUN device cannot be made: {error}.");
        }

        return fd;
    }

    private static int OpenNode()
    {
        const int flags = Native.O_RDWR | Native.O_NONBLOCK | Native.O_CLOEXEC;
        if (File.Exists(Node))
        {
            int fd = Native.Open(Node, flags, 0);
            return fd >= 0 ? fd : throw new FabricException($"{Node} cannot be opened: {Native.LastError()}.");
        }

        // Containers often have the driver but not its node. A node of our own, in a place that nobody else can enter, is
        // enough, and it is gone again before this returns.
        string folder = Directory.CreateTempSubdirectory("cdnlab-tun-").FullName;
        string own = Path.Combine(folder, "tun");
        try
        {
            if (Native.MkNod(own, Native.S_IFCHR | 0x180, NodeNumber) < 0)
            {
                throw new FabricException($"{Node} is missing, and a node of our own cannot be made: {Native.LastError()}.");
            }

            int fd = Native.Open(own, flags, 0);
            return fd >= 0
                ? fd
                : throw new FabricException($"{Node} is missing, and a node of our own cannot be opened: {Native.LastError()}. Is the kernel module tun loaded?");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

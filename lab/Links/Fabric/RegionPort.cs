using CdnLab.Core;

namespace CdnLab.Links.Fabric;

/// <summary>
/// A region as the fabric sees it: an unnamed network namespace, kept alive by a descriptor, and the device through which
/// its packets leave and arrive. When the descriptors are closed, even by a kill, the kernel takes everything away.
/// </summary>
internal sealed class RegionPort : IDisposable
{
    /// <summary>Name of the device inside every namespace.</summary>
    public const string DeviceName = "fabric0";

    private const int Mtu = 1500;

    // Packets that the kernel may hold for the emulator while that is busy or waits for the processor.
    private const int DeviceQueue = 10_000;

    private RouteEntry[] _routes = [];

    private RegionPort(FabricRegion region, int namespaceFd, int deviceFd, IReadOnlyList<string> warnings)
    {
        Name = region.Name;
        NamespaceFd = namespaceFd;
        DeviceFd = deviceFd;
        Warnings = warnings;
    }

    public string Name { get; }

    /// <summary>Descriptor of the namespace.</summary>
    public int NamespaceFd { get; }

    /// <summary>Descriptor of the device, non-blocking.</summary>
    public int DeviceFd { get; }

    /// <summary>What could not be set and does no harm by itself.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>A path to the namespace for other processes and for setns.</summary>
    public string NamespacePath => $"/proc/{Environment.ProcessId}/fd/{NamespaceFd}";

    /// <summary>Packets read from the device since the last reset; the packet thread's.</summary>
    public long ReadPackets { get; set; }

    /// <summary>Packets for no linked region since the last reset; the packet thread's.</summary>
    public long UnroutablePackets { get; set; }

    /// <summary>Makes the namespace of a region, with device, addresses and routes.</summary>
    /// <param name="region">The region.</param>
    /// <param name="linkedPrefixes">The blocks of the regions to which it has a link; all else is unreachable.</param>
    /// <exception cref="FabricException">The host does not allow it, or refused an address or route.</exception>
    public static RegionPort Create(FabricRegion region, IReadOnlyList<string> linkedPrefixes) =>
        NetworkNamespace.OnOwnThread(() =>
        {
            if (Native.Unshare(Native.CLONE_NEWNET) < 0)
            {
                throw new FabricException($"Region {region.Name}: a network namespace cannot be made: {Native.LastError()}.");
            }

            int namespaceFd = Native.Open("/proc/thread-self/ns/net", Native.O_RDONLY | Native.O_CLOEXEC, 0);
            if (namespaceFd < 0)
            {
                throw new FabricException($"Region {region.Name}: its network namespace cannot be kept: {Native.LastError()}.");
            }

            int deviceFd = -1;
            try
            {
                List<string> warnings = SetKernelParameters(region.Name);
                deviceFd = TunDevice.Create(DeviceName);
                IpTool.RunBatch(SetupCommands(region, linkedPrefixes));
                return new RegionPort(region, namespaceFd, deviceFd, warnings);
            }
            catch
            {
                _ = Native.Close(namespaceFd);
                if (deviceFd >= 0)
                {
                    _ = Native.Close(deviceFd);
                }

                throw;
            }
        });

    /// <summary>Says over which direction of a link the packets to a block go.</summary>
    public void AddRoute(IPv4Prefix prefix, LinkDirection direction) =>
        _routes = [.. _routes, new RouteEntry(prefix.Network, prefix.Mask, direction)];

    /// <summary>The direction for a destination; <see langword="null"/> when no link leads there. No allocation.</summary>
    public LinkDirection? RouteTo(in NetAddress destination)
    {
        uint address = destination.IPv4;
        foreach (ref readonly RouteEntry route in _routes.AsSpan())
        {
            if ((address & route.Mask) == route.Network)
            {
                return route.Direction;
            }
        }

        return null;
    }

    /// <summary>What the kernel counted on its side of the device. Starts a thread inside the namespace: not for the packet thread.</summary>
    public (long Packets, long Dropped) ReadDeviceCounters() => NetworkNamespace.Run(NamespacePath, () =>
    {
        // "name: rx-bytes packets errs drop fifo frame compressed multicast tx-bytes packets errs drop …" (proc_net_dev(5)).
        foreach (string line in File.ReadLines("/proc/thread-self/net/dev"))
        {
            string[] f = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (f.Length > 12 && f[0] == DeviceName)
            {
                return (long.Parse(f[10]), long.Parse(f[12]));
            }
        }

        throw new FabricException($"Region {Name} has lost its device {DeviceName}.");
    });

    public void Dispose()
    {
        _ = Native.Close(DeviceFd);
        _ = Native.Close(NamespaceFd);
    }

    private static IEnumerable<string> SetupCommands(FabricRegion region, IReadOnlyList<string> linkedPrefixes)
    {
        yield return "link set dev lo mtu 65536 up";
        yield return $"link set dev {DeviceName} mtu {Mtu} txqueuelen {DeviceQueue} up";
        foreach (string address in region.AddressesOrNone)
        {
            yield return $"address add {address} dev lo";
        }

        foreach (string route in region.LocalRoutesOrNone)
        {
            yield return $"route add local {route} dev lo";
        }

        string source = region.AddressesOrNone.Count > 0 && IPv4Prefix.TryParse(region.AddressesOrNone[0], out IPv4Prefix first)
            ? $" src {first.AddressText}"
            : "";
        foreach (string text in linkedPrefixes)
        {
            // iproute2 refuses a block whose address has bits beyond its length.
            _ = IPv4Prefix.TryParse(text, out IPv4Prefix prefix);
            yield return $"route add {prefix with { Address = prefix.Network }} dev {DeviceName}{source}";
        }
    }

    private static List<string> SetKernelParameters(string region)
    {
        (string Path, string Value)[] parameters =
        [
            // Packets of a linked region come in by the device, whatever the routing table thinks of their source.
            ("ipv4/conf/all/rp_filter", "0"),
            ("ipv4/conf/default/rp_filter", "0"),

            // Router solicitations and the like would come out of the device and be counted as packets for nowhere.
            ("ipv6/conf/default/disable_ipv6", "1"),

            // A long link needs a window of rate × round trip: 16 MB carry 1 Gbit/s over 128 ms.
            ("ipv4/tcp_rmem", "4096 131072 16777216"),
            ("ipv4/tcp_wmem", "4096 65536 16777216"),

            // What one connection learns about a path must not change the next one.
            ("ipv4/tcp_no_metrics_save", "1"),
        ];
        var warnings = new List<string>();
        foreach ((string path, string value) in parameters)
        {
            string file = $"/proc/sys/net/{path}";
            try
            {
                if (File.Exists(file) && File.ReadAllText(file).Trim() != value)
                {
                    File.WriteAllText(file, value);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                warnings.Add($"Region {region}: net.{path.Replace('/', '.')} could not be set to {value}: {e.Message}");
            }
        }

        return warnings;
    }

    private readonly record struct RouteEntry(uint Network, uint Mask, LinkDirection Direction);
}

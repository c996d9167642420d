using System.Buffers.Binary;
using System.Net;

namespace CdnLab.Core;

/// <summary>An IP address and a port as one comparable value that costs no allocation.</summary>
/// <param name="High">The upper eight bytes of the IPv6 address; 0 for IPv4.</param>
/// <param name="Low">The lower eight bytes; IPv4 is kept in its mapped form <c>::ffff:a.b.c.d</c>.</param>
/// <param name="Port">The UDP or TCP port in host order.</param>
public readonly record struct NetAddress(ulong High, ulong Low, ushort Port)
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <summary>Whether the address is IPv4.</summary>
    public bool IsIPv4 => High == 0 && (Low & 0xFFFF_FFFF_0000_0000) == MappedPrefix;

    /// <summary>The IPv4 address as a number in host order: 127.0.0.1 is 0x7F000001. Only meaningful for IPv4.</summary>
    public uint IPv4 => (uint)Low;

    /// <summary>Makes an IPv4 address from a number in host order.</summary>
    public static NetAddress FromIPv4(uint address, ushort port) => new(0, MappedPrefix | address, port);

    /// <summary>Makes an address from the framework's form.</summary>
    public static NetAddress From(IPAddress address, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        IPAddress mapped = address.IsIPv4MappedToIPv6 || address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? address
            : address.MapToIPv6();
        mapped.TryWriteBytes(bytes, out _);
        return new NetAddress(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), checked((ushort)port));
    }

    /// <summary>Makes an address from the framework's form.</summary>
    public static NetAddress From(IPEndPoint endPoint) => From(endPoint.Address, endPoint.Port);

    /// <summary>Parses <c>1.2.3.4:5</c> or <c>[::1]:5</c>.</summary>
    public static bool TryParse(string text, out NetAddress address)
    {
        address = default;
        if (!IPEndPoint.TryParse(text, out IPEndPoint? endPoint))
        {
            return false;
        }

        address = From(endPoint);
        return true;
    }

    /// <summary>The address without its port, in the framework's form; allocates.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        return IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes);
    }

    /// <summary>The address and port in the framework's form; allocates.</summary>
    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    /// <inheritdoc/>
    public override string ToString() => ToIPEndPoint().ToString();
}

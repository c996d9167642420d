using System.Buffers.Binary;
using CdnLab.Core;

namespace CdnLab.Udp;

/// <summary>Reads and writes the kernel's <c>sockaddr_in</c> and <c>sockaddr_in6</c>.</summary>
internal static class SocketAddress
{
    public const int MaxLength = 28;

    public static uint Write(NetAddress address, Span<byte> destination, bool asIPv6)
    {
        destination[..MaxLength].Clear();
        BitConverter.TryWriteBytes(destination, (ushort)(asIPv6 ? Native.AF_INET6 : Native.AF_INET));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], address.Port);
        if (!asIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[4..], address.IPv4);
            return 16;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], address.High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], address.Low);
        return 28;
    }

    public static NetAddress Read(ReadOnlySpan<byte> source)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        return BitConverter.ToUInt16(source) == Native.AF_INET
            ? NetAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(source[4..]), port)
            : new NetAddress(BinaryPrimitives.ReadUInt64BigEndian(source[8..]), BinaryPrimitives.ReadUInt64BigEndian(source[16..]), port);
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CdnLab.Core;

namespace CdnLab.Links.Fabric;

/// <summary>A block of IPv4 addresses, such as 10.81.0.0/16.</summary>
/// <param name="Address">The address as written, in host order; bits beyond the length are kept.</param>
/// <param name="Length">Number of leading bits that all addresses of the block share, 0 to 32.</param>
public readonly record struct IPv4Prefix(uint Address, int Length)
{
    /// <summary>The mask of the leading bits.</summary>
    public uint Mask => Length == 0 ? 0 : uint.MaxValue << (32 - Length);

    /// <summary>The first address of the block.</summary>
    public uint Network => Address & Mask;

    /// <summary>The address as written, without the length.</summary>
    public string AddressText => NetAddress.FromIPv4(Address, 0).ToIPAddress().ToString();

    /// <summary>Parses <c>10.81.0.0/16</c>; an address alone is a block of one.</summary>
    public static bool TryParse(string? text, out IPv4Prefix prefix)
    {
        prefix = default;
        string[] parts = text?.Split('/') ?? [];
        int length = 32;
        if (parts.Length is not (1 or 2)
            || parts[0].Count(c => c == '.') != 3
            || !IPAddress.TryParse(parts[0], out IPAddress? address)
            || address.AddressFamily != AddressFamily.InterNetwork
            || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length))
            || length > 32)
        {
            return false;
        }

        prefix = new IPv4Prefix(NetAddress.From(address, 0).IPv4, length);
        return true;
    }

    /// <summary>Whether an address, in host order, lies in the block.</summary>
    public bool Contains(uint address) => (address & Mask) == Network;

    /// <summary>Whether the two blocks share an address.</summary>
    public bool Overlaps(IPv4Prefix other) => Length <= other.Length ? Contains(other.Address) : other.Contains(Address);

    /// <inheritdoc/>
    public override string ToString() => $"{AddressText}/{Length}";
}

using System.Net;

namespace CdnLab.Scenario;

/// <summary>The addresses of one region; see <see cref="AddressPlan"/>.</summary>
public sealed class RegionAddresses
{
    private const int FirstBlock = 80;
    private readonly uint _base;

    internal RegionAddresses(string name, int index, bool loopback)
    {
        Name = name;
        Index = index;
        _base = ((loopback ? 127u : 10u) << 24) | ((uint)(FirstBlock + index) << 16);
    }

    /// <summary>The region's name.</summary>
    public string Name { get; }

    /// <summary>Position in the plan, from 0.</summary>
    public int Index { get; }

    /// <summary>Everything in the region, a /16.</summary>
    public IPNetwork Prefix => new(Address(0), 16);

    /// <summary>The switch's end of the region's link.</summary>
    public IPAddress Gateway => Address(1);

    /// <summary>The nodes, a /24.</summary>
    public IPNetwork NodePrefix => new(Address(1 << 8), 24);

    /// <summary>Publishers, checks and viewers, a /17 for one local route.</summary>
    public IPNetwork ViewerPrefix => new(Address(128 << 8), 17);

    /// <summary>Where the lab's own checks ask from.</summary>
    public IPAddress Checker => Address((128 << 8) | 255);

    /// <summary>The n-th node, from 1.</summary>
    public IPAddress NodeAt(int number) => Checked(number, 1, AddressPlan.MaximumNodesPerRegion, (1 << 8) + number);

    /// <summary>The p-th publisher, from 0.</summary>
    public IPAddress PublisherAt(int index) => Checked(index, 0, AddressPlan.MaximumPublishersPerRegion - 1, (128 << 8) + 1 + index);

    /// <summary>The k-th viewer, from 0.</summary>
    public IPAddress ViewerAt(int index) => Checked(index, 0, AddressPlan.MaximumViewersPerRegion - 1, (129 << 8) + index);

    private IPAddress Checked(int value, int minimum, int maximum, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, minimum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, maximum);
        return Address(offset);
    }

    private IPAddress Address(int offset)
    {
        uint value = _base + (uint)offset;
        return new IPAddress([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
    }
}

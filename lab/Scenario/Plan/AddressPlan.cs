using System.Net;

namespace CdnLab.Scenario;

/// <summary>Gives every node, viewer and publisher of a plan its IPv4 address.</summary>
/// <remarks>
/// <code>
/// region i (from 0)            10.(80+i).0.0/16     loopback: 127.(80+i).0.0/16, all of which is local on Linux
///   gateway                    10.(80+i).0.1        the switch's end of the region's link
///   n-th node (from 1)         10.(80+i).1.n
///   publishers and viewers     10.(80+i).128.0/17   one local route makes all of it the region's own ("AnyIP")
///     p-th publisher (from 0)    10.(80+i).128.(1+p)
///     the lab's checks           10.(80+i).128.255
///     k-th viewer (from 0)       10.(80+i).129.0 + k
/// </code>
/// </remarks>
public sealed class AddressPlan
{
    /// <summary>Regions that fit.</summary>
    public const int MaximumRegions = 100;

    /// <summary>Nodes of a region that fit.</summary>
    public const int MaximumNodesPerRegion = 254;

    /// <summary>Publishers of a region that fit.</summary>
    public const int MaximumPublishersPerRegion = 250;

    /// <summary>Viewers of a region that fit: the upper half of the region without the publishers' 256 and the broadcast address.</summary>
    public const int MaximumViewersPerRegion = 32_768 - 256 - 1;

    private readonly Dictionary<string, RegionAddresses> _regions;
    private readonly Dictionary<string, IPAddress> _nodes = [];
    private readonly Dictionary<string, IPAddress> _publishers = [];

    /// <summary>Lays out the addresses of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="loopback">Whether all runs in one network namespace on 127/8.</param>
    public AddressPlan(ScenarioPlan plan, bool loopback)
    {
        IsLoopback = loopback;
        Regions = [.. plan.Regions.Select(region => new RegionAddresses(region.Name, region.Index, loopback))];
        _regions = Regions.ToDictionary(region => region.Name);
        var nodes = new Dictionary<string, int>();
        foreach (NodePlan node in plan.Nodes)
        {
            int index = nodes[node.Region] = nodes.GetValueOrDefault(node.Region) + 1;
            _nodes.Add(node.Name, _regions[node.Region].NodeAt(index));
        }

        var publishers = new Dictionary<string, int>();
        foreach (StreamPlan stream in plan.Streams)
        {
            int index = publishers.GetValueOrDefault(stream.Region);
            publishers[stream.Region] = index + 1;
            _publishers.Add(stream.Name, _regions[stream.Region].PublisherAt(index));
        }
    }

    /// <summary>Whether the addresses are of 127/8.</summary>
    public bool IsLoopback { get; }

    /// <summary>Regions in the order of the plan.</summary>
    public IReadOnlyList<RegionAddresses> Regions { get; }

    /// <summary>Names of all nodes with their addresses.</summary>
    public IReadOnlyDictionary<string, IPAddress> Nodes => _nodes;

    /// <summary>The addresses of a region.</summary>
    public RegionAddresses Region(string name) => _regions[name];

    /// <summary>A node's address.</summary>
    public IPAddress Node(string name) => _nodes[name];

    /// <summary>The address of the publisher of a stream.</summary>
    public IPAddress Publisher(string stream) => _publishers[stream];

    /// <summary>A viewer's address.</summary>
    public IPAddress Viewer(ViewerPlan viewer) => _regions[viewer.Region].ViewerAt(viewer.RegionIndex);
}

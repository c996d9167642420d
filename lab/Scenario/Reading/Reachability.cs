using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Which nodes can know of each other and exchange media: joined by entry points, and by a link where the regions differ.</summary>
internal sealed class Reachability
{
    private readonly Dictionary<string, NodePlan> _nodes = [];
    private readonly Dictionary<string, string> _parent = [];
    private readonly HashSet<(string From, string To)> _links;

    public Reachability(ImmutableArray<NodePlan> nodes, ImmutableArray<LinkSettings> links)
    {
        _links = [.. links.Select(link => (link.From, link.To))];
        foreach (NodePlan node in nodes)
        {
            _nodes.TryAdd(node.Name, node);
            _parent.TryAdd(node.Name, node.Name);
        }

        foreach (NodePlan node in nodes.Where(node => node.EntryPoint is not null && _parent.ContainsKey(node.EntryPoint)))
        {
            _parent[Root(node.Name)] = Root(node.EntryPoint!);
        }
    }

    /// <summary>Reports entry points in regions that no link leads to.</summary>
    public void CheckEntryPoints(ReadContext context, ObjectReader root)
    {
        foreach (NodePlan node in _nodes.Values.Where(node => node.EntryPoint is not null && _nodes.ContainsKey(node.EntryPoint)))
        {
            string other = _nodes[node.EntryPoint!].Region;
            if (!Linked(node.Region, other) && (root.Node("nodes") as ConfigList)?.Items.OfType<ConfigMap>()
                .FirstOrDefault(map => (map.Find("name")?.Value as ConfigScalar)?.Text.Trim() == node.Name) is { } map)
            {
                context.Errors.Add(new ScenarioError(
                    map.Find("entry_point")!.Value.At, $"nodes.{node.Name}.entry_point", node.EntryPoint,
                    $"is in the region {other}, which no link joins with {node.Region}", $"a link between: [{node.Region}, {other}]"));
            }
        }
    }

    /// <summary>Why media cannot go from one node to another; null when it can.</summary>
    public string? WhyNot(string from, string to)
    {
        if (!_nodes.TryGetValue(from, out NodePlan? source) || !_nodes.TryGetValue(to, out NodePlan? target))
        {
            return null;
        }

        if (Root(from) != Root(to))
        {
            return $"is watched at {to}, which entry points do not join with {from}, where it is published";
        }

        return Linked(source.Region, target.Region)
            ? null
            : $"is watched at {to} in the region {target.Region}, which no link joins with {source.Region}, where it is published";
    }

    private bool Linked(string a, string b) => a == b || (_links.Contains((a, b)) && _links.Contains((b, a)));

    private string Root(string name)
    {
        while (_parent[name] != name)
        {
            name = _parent[name] = _parent[_parent[name]];
        }

        return name;
    }
}

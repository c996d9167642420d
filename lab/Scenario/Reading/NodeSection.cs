using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Reads <c>nodes</c>.</summary>
internal static class NodeSection
{
    private const int MaximumStage = 100;

    private static readonly Dictionary<string, NodeRole> Roles = new() { ["origin"] = NodeRole.Origin, ["edge"] = NodeRole.Edge };

    public static ImmutableArray<NodePlan> Read(ReadContext context, ObjectReader root)
    {
        List<ObjectReader> readers = context.OpenItems(root, "nodes", ScenarioKeys.Node, 1000);
        ReadContext.Declare(readers, context.NodeNames, "node");
        if (root.Has("nodes") && root.Node("nodes") is ConfigList { Items.Count: 0 })
        {
            root.Fail("nodes", "is an empty list", "at least one node");
        }

        var nodes = readers.Select(reader => (Reader: reader, Plan: ReadNode(context, reader))).ToList();
        CheckStages(nodes);
        foreach (var region in nodes.GroupBy(node => node.Plan?.Region).Where(group => group.Key is not null && group.Count() > AddressPlan.MaximumNodesPerRegion))
        {
            region.Last().Reader.Fail("region", $"has {region.Count()} nodes", $"at most {AddressPlan.MaximumNodesPerRegion} nodes in a region");
        }

        return [.. nodes.Where(node => node.Plan is not null).Select(node => node.Plan!)];
    }

    private static NodePlan? ReadNode(ReadContext context, ObjectReader reader)
    {
        string? name = reader.Name("name", NameRule.Node);
        NodeRole? role = reader.Choice("role", Roles);
        string? region = reader.Reference("region", "region", context.RegionNames);
        string? entryPoint = reader.Reference("entry_point", "node", context.NodeNames);
        long? stage = reader.Whole("stage", 1, MaximumStage);
        if (entryPoint is not null && entryPoint == name)
        {
            reader.Fail("entry_point", "is the node itself", "another node, or no entry point at all for the first node of a CDN");
            entryPoint = null;
        }

        ImmutableArray<KeyValuePair<string, string>> settings = ReadSettings(context, reader);
        return name is null || role is null || region is null
            ? null
            : new NodePlan(name, role.Value, region, entryPoint, (int)(stage ?? 1), settings);
    }

    private static ImmutableArray<KeyValuePair<string, string>> ReadSettings(ReadContext context, ObjectReader reader)
    {
        if (reader.Map("settings", "a map of node settings, such as { cdn_groups: EU }") is not { } map)
        {
            return [];
        }

        var settings = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (ConfigEntry entry in map.Entries)
        {
            string path = $"{reader.PathOf("settings")}.{entry.Key}";
            string? text = (entry.Value as ConfigScalar)?.Text;
            void Fail(string problem, string? expected, string? suggestion = null) =>
                context.Errors.Add(new ScenarioError(entry.Value.At, path, text, problem, expected, suggestion));

            if (NodeSettings.SetByLab.TryGetValue(entry.Key, out string? instead))
            {
                Fail("cannot be set here", instead);
            }
            else if (!NodeSettings.Known.TryGetValue(entry.Key, out NodeSettingKind kind))
            {
                Fail("is given to an unknown setting", Words.OneOf(NodeSettings.Known.Keys), Suggestion.For(entry.Key, NodeSettings.Known.Keys));
            }
            else if (text is null)
            {
                Fail($"is {entry.Value.Kind}", "a single value; lists are written with commas: \"EU,GPU\"");
            }
            else if (!NodeSettings.Accepts(kind, text))
            {
                Fail("is not a value for this setting", NodeSettings.Expected(kind));
            }
            else
            {
                settings.Add(new(entry.Key, text));
            }
        }

        return settings.ToImmutable();
    }

    private static void CheckStages(List<(ObjectReader Reader, NodePlan? Plan)> nodes)
    {
        foreach ((ObjectReader reader, NodePlan? node) in nodes)
        {
            NodePlan? entry = nodes.Find(other => other.Plan is not null && other.Plan.Name == node?.EntryPoint).Plan;
            if (node is not null && entry is not null && entry.Stage > node.Stage)
            {
                reader.Fail(
                    "entry_point", $"starts in stage {entry.Stage}, after this node (stage {node.Stage})", "a node of the same or an earlier stage");
            }
        }

        int[] stages = [.. nodes.Select(node => node.Plan?.Stage ?? 0).Where(stage => stage > 0).Distinct().Order()];
        int missing = Enumerable.Range(1, stages.Length).FirstOrDefault(stage => !stages.Contains(stage));
        if (missing > 0 && nodes.TrueForAll(node => node.Plan is not null))
        {
            (ObjectReader reader, NodePlan? first) = nodes.First(node => node.Plan!.Stage > missing);
            reader.Fail("stage", $"comes after stage {missing}, which has no node", $"stages without gaps: {missing} in place of {first!.Stage}");
        }
    }
}

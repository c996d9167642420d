using System.Collections.Immutable;
using System.Globalization;

namespace CdnLab.Scenario;

/// <summary>Reads <c>viewers</c>.</summary>
internal static class ViewerSection
{
    private const int MaximumCount = 10_000;

    public static ImmutableArray<ViewerGroup> Read(
        ReadContext context, ObjectReader root, ImmutableArray<NodePlan> nodes, ImmutableArray<StreamPlan> streams, Reachability reachability)
    {
        var groups = ImmutableArray.CreateBuilder<ViewerGroup>();
        var perRegion = new Dictionary<string, long>();
        List<ObjectReader> readers = context.OpenItems(root, "viewers", ScenarioKeys.Viewers, 1000);
        for (int i = 0; i < readers.Count; i++)
        {
            ObjectReader reader = readers[i];
            List<NodePlan> at = ReadNodes(context, reader, nodes);
            long? count = reader.Whole("count", 0, MaximumCount);
            List<(ConfigNode Node, string Stream, decimal Percent)> watch = ReadShares(context, reader);
            foreach ((ConfigNode share, string stream, _) in watch)
            {
                CheckRoutes(context, reader, share, streams.FirstOrDefault(other => other.Name == stream), at, reachability);
            }

            foreach (NodePlan node in at)
            {
                long sum = perRegion[node.Region] = perRegion.GetValueOrDefault(node.Region) + (count ?? 0);
                if (sum > AddressPlan.MaximumViewersPerRegion && sum - count <= AddressPlan.MaximumViewersPerRegion)
                {
                    reader.Fail("count", $"brings the region {node.Region} to {sum} viewers", $"at most {AddressPlan.MaximumViewersPerRegion} in a region");
                }
            }

            if (at.Count > 0 && count is not null)
            {
                groups.Add(new ViewerGroup([.. at.Select(node => node.Name)], (int)count, [.. watch.Select(w => (w.Stream, w.Percent))], i));
            }
        }

        return groups.ToImmutable();
    }

    private static List<NodePlan> ReadNodes(ReadContext context, ObjectReader reader, ImmutableArray<NodePlan> nodes)
    {
        ConfigNode? value = reader.Node("at");
        var items = value switch
        {
            null => [],
            ConfigList list => list.Items.Select((item, i) => (Node: item, Path: reader.PathOf($"at.{i.ToString(CultureInfo.InvariantCulture)}"))).ToList(),
            _ => [(value, reader.PathOf("at"))],
        };
        if (value is ConfigList { Items.Count: 0 })
        {
            reader.Fail("at", "is an empty list", "at least one node");
        }

        var found = new List<NodePlan>();
        foreach ((ConfigNode item, string path) in items)
        {
            string? text = (item as ConfigScalar)?.Text.Trim();
            if (text is null || !context.NodeNames.Contains(text))
            {
                context.Errors.Add(new ScenarioError(
                    item.At, path, text, text is null ? $"is {item.Kind}" : "is not the name of a node", Words.OneOf(context.NodeNames, "a node, but none is declared"),
                    text is null ? null : Suggestion.For(text, context.NodeNames)));
            }
            else if (found.Exists(node => node.Name == text))
            {
                context.Errors.Add(new ScenarioError(item.At, path, text, "is in the list twice", "each node once"));
            }
            else if (nodes.FirstOrDefault(node => node.Name == text) is { } node)
            {
                found.Add(node);
            }
        }

        return found;
    }

    private static List<(ConfigNode Node, string Stream, decimal Percent)> ReadShares(ReadContext context, ObjectReader reader)
    {
        const string Expected = "a map of streams with their shares, such as { news: 90 %, sport: 10 % }";
        var shares = new List<(ConfigNode, string, decimal)>();
        if (reader.Map("watch", Expected) is not { } map)
        {
            return shares;
        }

        bool complete = true;
        foreach (ConfigEntry entry in map.Entries)
        {
            string path = $"{reader.PathOf("watch")}.{entry.Key}";
            string? text = (entry.Value as ConfigScalar)?.Text;
            if (!context.StreamNames.Contains(entry.Key))
            {
                context.Errors.Add(new ScenarioError(
                    entry.KeyAt, path, text, "is the share of an unknown stream", Words.OneOf(context.StreamNames, "a stream, but none is declared"),
                    Suggestion.For(entry.Key, context.StreamNames)));
                complete = false;
            }

            if (text is null || !Units.TryParsePercent(text, out decimal percent) || percent is < 0 or > 100)
            {
                context.Errors.Add(new ScenarioError(entry.Value.At, path, text, text is null ? $"is {entry.Value.Kind}" : "is not a share", "0 % to 100 %, with the sign %"));
                complete = false;
            }
            else
            {
                shares.Add((entry.Value, entry.Key, percent));
            }
        }

        decimal sum = shares.Sum(share => share.Item3);
        if (complete && sum != 100)
        {
            reader.Fail("watch", string.Create(CultureInfo.InvariantCulture, $"has shares that sum to {sum} %"), "100 %");
        }

        return shares;
    }

    private static void CheckRoutes(
        ReadContext context, ObjectReader reader, ConfigNode share, StreamPlan? stream, List<NodePlan> at, Reachability reachability)
    {
        if (stream is null)
        {
            return;
        }

        foreach (NodePlan node in at)
        {
            string? problem = node.Role == NodeRole.Origin && stream.PublishTo != node.Name
                ? $"is watched at the origin {node.Name}, which plays only what is published to it; {stream.Name} is published to {stream.PublishTo}"
                : reachability.WhyNot(stream.PublishTo, node.Name);
            if (problem is not null)
            {
                context.Errors.Add(new ScenarioError(
                    share.At, $"{reader.PathOf("watch")}.{stream.Name}", (share as ConfigScalar)?.Text, problem, $"a node that can get {stream.Name}"));
            }
        }
    }
}

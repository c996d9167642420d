using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Reads <c>streams</c>.</summary>
internal static class StreamSection
{
    private const int Maximum = AddressPlan.MaximumPublishersPerRegion;

    // A nullable struct is what Choice yields; the name of the source is all there is to know about it today.
    private static readonly Dictionary<string, int> Sources = new() { ["clip"] = 0 };

    public static ImmutableArray<StreamPlan> Read(ReadContext context, ObjectReader root, ImmutableArray<NodePlan> nodes)
    {
        List<ObjectReader> readers = context.OpenItems(root, "streams", ScenarioKeys.Stream, Maximum);
        ReadContext.Declare(readers, context.StreamNames, "stream");
        var streams = ImmutableArray.CreateBuilder<StreamPlan>();
        foreach (ObjectReader reader in readers)
        {
            string? name = reader.Name("name", NameRule.Stream);
            string? at = reader.Reference("publish_to", "node", context.NodeNames);
            reader.Choice("source", Sources);
            NodePlan? node = nodes.FirstOrDefault(node => node.Name == at);
            if (node is { Role: not NodeRole.Origin })
            {
                reader.Fail(
                    "publish_to", "is an edge; what is published there never leaves it",
                    Words.OneOf(nodes.Where(other => other.Role == NodeRole.Origin).Select(other => other.Name), "an origin, but there is none"));
            }
            else if (name is not null && node is not null)
            {
                streams.Add(new StreamPlan(name, node.Name, node.Region, "clip", streams.Count));
            }
        }

        return streams.ToImmutable();
    }
}

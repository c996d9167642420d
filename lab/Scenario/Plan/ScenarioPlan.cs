using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>A scenario after every check: names resolved, units typed, viewers counted out. Nothing in it can be refused later.</summary>
/// <remarks>Immutable. The same file, overrides and profiles give the same plan on every machine.</remarks>
public sealed record ScenarioPlan
{
    /// <summary>The scenario's name.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence; empty when the file has none.</summary>
    public required string Description { get; init; }

    /// <summary>Decides everything random: fates of packets, who watches what.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Length of the measurement.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Time between the last viewer's join and the measurement.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How links are to be made.</summary>
    public required LinksBackend LinksBackend { get; init; }

    /// <summary>Regions in the order of the file.</summary>
    public required ImmutableArray<RegionPlan> Regions { get; init; }

    /// <summary>Nodes in the order of the file.</summary>
    public required ImmutableArray<NodePlan> Nodes { get; init; }

    /// <summary>Both directions of every link. Regions without a link do not reach each other.</summary>
    public required ImmutableArray<LinkSettings> Links { get; init; }

    /// <summary>Streams in the order of the file.</summary>
    public required ImmutableArray<StreamPlan> Streams { get; init; }

    /// <summary>Viewer groups in the order of the file.</summary>
    public required ImmutableArray<ViewerGroup> ViewerGroups { get; init; }

    /// <summary>Every viewer, in the order of their ids.</summary>
    public required ImmutableArray<ViewerPlan> Viewers { get; init; }

    /// <summary>Checks in the order of the file.</summary>
    public required ImmutableArray<CheckPlan> Checks { get; init; }

    /// <summary>The file as it was read.</summary>
    public required string SourcePath { get; init; }

    /// <summary>The scenario with all overrides in it, as YAML; loading it gives this plan again.</summary>
    public required string EffectiveYaml { get; init; }

    /// <summary>The overrides in the order they were applied, such as <c>--set viewers=200</c>.</summary>
    public required ImmutableArray<string> Overrides { get; init; }

    /// <summary>Nodes by stage, in the order in which the stages start.</summary>
    public IEnumerable<IGrouping<int, NodePlan>> Stages => Nodes.GroupBy(node => node.Stage).OrderBy(stage => stage.Key);

    /// <summary>The node of a name; throws <see cref="KeyNotFoundException"/> for a name that is not in the plan.</summary>
    public NodePlan Node(string name) => Nodes.FirstOrDefault(node => node.Name == name) ?? throw new KeyNotFoundException($"no node {name} in {Name}");

    /// <summary>The stream of a name; throws <see cref="KeyNotFoundException"/> for a name that is not in the plan.</summary>
    public StreamPlan Stream(string name) => Streams.FirstOrDefault(stream => stream.Name == name) ?? throw new KeyNotFoundException($"no stream {name} in {Name}");

    /// <summary>The link of a direction; null when the regions are not joined, or are the same.</summary>
    public LinkSettings? Link(string from, string to) => Links.FirstOrDefault(link => link.From == from && link.To == to);
}

using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Turns a scenario file into a <see cref="ScenarioPlan"/>.</summary>
/// <remarks>
/// 1. text to tree, 2. overrides into the tree, 3. tree to typed sections, each checking its own references, 4. checks across
/// sections, 5. viewers counted out. Errors of all steps come together; nothing here starts a process or touches the network.
/// </remarks>
public static class ScenarioLoader
{
    private const ulong DefaultSeed = 1;
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DefaultWarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MinimumDuration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaximumDuration = TimeSpan.FromHours(24);
    private static readonly TimeSpan MaximumWarmUp = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, LinksBackend> Backends = new()
    {
        ["auto"] = LinksBackend.Auto,
        ["fabric"] = LinksBackend.Fabric,
        ["userns"] = LinksBackend.Userns,
        ["loopback"] = LinksBackend.Loopback,
    };

    /// <summary>Loads a file. Never throws for what is in it or for a file that is not there.</summary>
    /// <param name="path">The scenario file, named in errors as given here.</param>
    /// <param name="profiles">Link profiles; their own errors become errors of the scenario.</param>
    /// <param name="overrides">Values that win over the file's.</param>
    public static ScenarioLoadResult Load(string path, LinkProfiles profiles, ScenarioOverrides overrides)
    {
        var errors = new ErrorList();
        return TextFile.Read(path, errors) is { } text ? Parse(text, path, profiles, overrides) : new ScenarioLoadResult(null, errors.ToSorted());
    }

    /// <summary>Loads a scenario from text.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="source">Name of the file, for errors.</param>
    /// <param name="profiles">Link profiles.</param>
    /// <param name="overrides">Values that win over the text's.</param>
    public static ScenarioLoadResult Parse(string text, string source, LinkProfiles profiles, ScenarioOverrides overrides)
    {
        var errors = new ErrorList();
        foreach (ScenarioError error in profiles.Errors.Concat(overrides.Errors))
        {
            errors.Add(error);
        }

        ScenarioPlan? plan = null;
        if (YamlText.Parse(text, source, errors) is { } tree)
        {
            if (tree is ConfigMap map)
            {
                var applier = new OverrideApplier(errors);
                foreach (ScenarioOverride change in overrides.Items)
                {
                    applier.Apply(map, change);
                }
            }

            plan = Read(tree, source, new ReadContext(errors, profiles), overrides);
        }

        return new ScenarioLoadResult(plan, errors.ToSorted());
    }

    private static ScenarioPlan? Read(ConfigNode tree, string source, ReadContext context, ScenarioOverrides overrides)
    {
        if (ObjectReader.Open(context.Errors, tree, "", ScenarioKeys.Scenario) is not { } root)
        {
            return null;
        }

        string? name = root.Name("name", NameRule.Node);
        string? description = root.Text("description", "one sentence");
        long? seed = root.Whole("seed", 0, long.MaxValue);
        TimeSpan? duration = root.Duration("duration", MinimumDuration, MaximumDuration);
        TimeSpan? warmUp = root.Duration("warm_up", TimeSpan.Zero, MaximumWarmUp);
        LinksBackend? backend = root.Choice("links_backend", Backends);

        ImmutableArray<RegionPlan> regions = RegionSection.Read(context, root);
        ImmutableArray<LinkSettings> links = LinkSection.Read(context, root);
        ImmutableArray<NodePlan> nodes = NodeSection.Read(context, root);
        ImmutableArray<StreamPlan> streams = StreamSection.Read(context, root, nodes);

        var reachability = new Reachability(nodes, links);
        int before = context.Errors.Count;
        if (before == 0)
        {
            // With links or nodes missing for another reason, every path over them would be an error too.
            reachability.CheckEntryPoints(context, root);
        }

        ImmutableArray<ViewerGroup> groups = ViewerSection.Read(
            context, root, nodes, streams, before == 0 ? reachability : new Reachability([], []));
        ImmutableArray<CheckPlan> checks = CheckSection.Read(context, root);
        if (context.Errors.Count > 0)
        {
            return null;
        }

        ulong effectiveSeed = (ulong?)seed ?? DefaultSeed;
        return new ScenarioPlan
        {
            Name = name!,
            Description = description ?? "",
            Seed = effectiveSeed,
            Duration = duration ?? DefaultDuration,
            WarmUp = warmUp ?? DefaultWarmUp,
            LinksBackend = backend ?? LinksBackend.Auto,
            Regions = regions,
            Nodes = nodes,
            Links = links,
            Streams = streams,
            ViewerGroups = groups,
            Viewers = ViewerDistribution.Expand(effectiveSeed, groups, nodes.ToDictionary(node => node.Name)),
            Checks = checks,
            SourcePath = source,
            EffectiveYaml = YamlText.Write(tree),
            Overrides = [.. overrides.Items.Select(item => item.ToString())],
        };
    }
}

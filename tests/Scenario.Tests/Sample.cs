namespace CdnLab.Scenario.Tests;

/// <summary>A small valid scenario whose lines tests change one by one.</summary>
internal static class Sample
{
    public const string Text = """
        name: sample
        seed: 1
        duration: 20 s
        regions: { eu: {}, us: {} }
        links:
          - { between: [eu, us], profile: fra-iad }
        nodes:
          - { name: o-eu1, role: origin, region: eu }
          - { name: e-eu1, role: edge, region: eu, entry_point: o-eu1 }
          - { name: o-us1, role: origin, region: us, entry_point: o-eu1, stage: 2 }
          - { name: e-us1, role: edge, region: us, entry_point: o-eu1, stage: 2 }
        streams:
          - { name: test_eu, publish_to: o-eu1, source: clip }
          - { name: test_us, publish_to: o-us1 }
        viewers:
          - { at: [e-eu1, e-us1], count: 40, watch: { test_eu: 90 %, test_us: 10 % } }
        checks:
          - { name: origins refuse, play: test_eu, at: o-us1, expect: refused }

        """;

    public static LinkProfiles Profiles { get; } = LinkProfiles.Load(Path.Combine(Repository.Root, "scenarios", "profiles.yaml"));

    public static ScenarioPlan Plan(string text, params string[] set)
    {
        ScenarioLoadResult result = Load(text, set);
        Assert.True(result.Plan is not null, result.ToString());
        return result.Plan;
    }

    public static ScenarioLoadResult Load(string text, params string[] set) =>
        ScenarioLoader.Parse(text, "sample.yaml", Profiles, ScenarioOverrides.From(set));

    /// <summary>The errors that appear when one piece of the sample is replaced, as text.</summary>
    public static string[] Errors(string find, string replace, params string[] set)
    {
        Assert.Contains(find, Text);
        return [.. Load(Text.Replace(find, replace, StringComparison.Ordinal), set).Errors.Select(error => error.ToString())];
    }
}

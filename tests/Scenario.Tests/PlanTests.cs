using CdnLab.Core;

namespace CdnLab.Scenario.Tests;

public sealed class PlanTests
{
    private static readonly ScenarioCatalog Catalog = new(Path.Combine(Repository.Root, "scenarios"));

    [Fact]
    public void Eu_us_is_the_scenario_that_the_lab_is_built_around()
    {
        ScenarioPlan plan = Load("eu-us");
        Assert.Equal(["o-eu1", "e-eu1", "e-eu2", "o-us1", "e-us1", "e-us2"], plan.Nodes.Select(node => node.Name));
        Assert.Equal([1, 2], plan.Stages.Select(stage => stage.Key));
        Assert.All(plan.Nodes.Where(node => node.Region == "us"), node => Assert.Equal(2, node.Stage));
        Assert.Equal(TimeSpan.FromSeconds(20), plan.Duration);
        LinkSettings link = plan.Link("eu", "us")!;
        Assert.Equal(TimeSpan.FromMilliseconds(47.5), link.Delay);
        Assert.Equal(TimeSpan.FromMilliseconds(2), link.Jitter);
        Assert.Equal(0.0001, link.Loss, 12);
        Assert.Equal("fra-iad", link.Profile);
        Assert.Equal(link with { From = "us", To = "eu" }, plan.Link("us", "eu"));
        Assert.Equal(160, plan.Viewers.Length);
        foreach (string edge in new[] { "e-eu1", "e-eu2" })
        {
            Assert.Equal(36, plan.Viewers.Count(viewer => viewer.Node == edge && viewer.Stream == "test_eu"));
            Assert.Equal(4, plan.Viewers.Count(viewer => viewer.Node == edge && viewer.Stream == "test_us"));
        }

        foreach (string edge in new[] { "e-us1", "e-us2" })
        {
            Assert.Equal(20, plan.Viewers.Count(viewer => viewer.Node == edge && viewer.Stream == "test_eu"));
        }

        CheckPlan check = Assert.Single(plan.Checks);
        Assert.Equal(("test_eu", "o-us1", CheckOutcome.Refused), (check.Play, check.At, check.Expect));
    }

    [Fact]
    public void Every_committed_scenario_loads_and_its_effective_text_gives_the_same_plan()
    {
        IReadOnlyList<ScenarioCatalogEntry> all = Catalog.List();
        Assert.Contains(all, entry => entry.Name == "eu-only");
        Assert.DoesNotContain(all, entry => entry.Name == "profiles");
        foreach (ScenarioCatalogEntry entry in all)
        {
            ScenarioPlan plan = Load(entry.Name, "duration=30s");
            Assert.Equal(entry.Name, plan.Name);
            Assert.NotEqual("", entry.Description);
            ScenarioPlan again = ScenarioLoader.Parse(plan.EffectiveYaml, entry.Path, Catalog.LoadProfiles(), ScenarioOverrides.None).Plan!;
            AssertSame(plan, again);
        }
    }

    [Fact]
    public void Eu_only_needs_no_links_and_no_root()
    {
        ScenarioPlan plan = Load("eu-only");
        Assert.Empty(plan.Links);
        Assert.Equal(LinksBackend.Loopback, plan.LinksBackend);
        Assert.Equal(2, plan.Nodes.Count(node => node.Role == NodeRole.Edge));
    }

    [Fact]
    public void What_a_link_states_itself_wins_over_its_profile_and_one_direction_can_differ()
    {
        const string Links = """
              - { from: eu, to: us, profile: fra-iad, loss: 1 %, rate: 20 Mbit/s, queue: 256 KiB, burst_loss: 3 }
              - { from: us, to: eu, delay: 60 ms, rate: 10 Mbit/s, reorder: 2 %, burst_loss: { enter: 1 %, leave: 25 % } }
            """;
        ScenarioPlan plan = Sample.Plan(Sample.Text.Replace("  - { between: [eu, us], profile: fra-iad }", Links, StringComparison.Ordinal));
        LinkSettings there = plan.Link("eu", "us")!;
        Assert.Equal(TimeSpan.FromMilliseconds(47.5), there.Delay);
        Assert.Equal(0.01, there.Loss, 12);
        Assert.Equal(new Bitrate(20_000_000), there.Rate);
        Assert.Equal(256 * 1024 * 8 / 20e6, there.Queue.TotalSeconds, 6);
        Assert.Equal(0.01, there.BurstLoss!.Average, 12);
        Assert.Equal(1 / 3.0, there.BurstLoss.Leave, 12);
        LinkSettings back = plan.Link("us", "eu")!;
        Assert.Null(back.Profile);
        Assert.Equal(TimeSpan.FromMilliseconds(60), back.Delay);
        Assert.Equal(TimeSpan.FromMilliseconds(120), back.Queue);
        Assert.Equal(0.02, back.Reorder, 12);
        Assert.Equal(0.01 / 0.26, back.Loss, 12);
    }

    [Fact]
    public void An_access_profile_has_its_down_rate_towards_the_second_region()
    {
        ScenarioPlan plan = Sample.Plan(Sample.Text.Replace("profile: fra-iad", "profile: cable-wifi", StringComparison.Ordinal));
        Assert.Equal(new Bitrate(50_000_000), plan.Link("eu", "us")!.Rate);
        Assert.Equal(new Bitrate(10_000_000), plan.Link("us", "eu")!.Rate);
        Assert.Equal(0.001, plan.Link("us", "eu")!.BurstLoss!.Average, 12);
    }

    [Fact]
    public void Settings_reach_the_node_as_they_are_written()
    {
        ScenarioPlan plan = Sample.Plan(Sample.Text.Replace(
            "role: edge, region: eu", "role: edge, region: eu, settings: { cdn_groups: \"EU,GPU\", cdn_nodes_timeout: 30, wcs_agent_ssl: false }", StringComparison.Ordinal));
        Assert.Equal(
            [new("cdn_groups", "EU,GPU"), new("cdn_nodes_timeout", "30"), new("wcs_agent_ssl", "false")],
            plan.Node("e-eu1").Settings.AsEnumerable());
    }

    [Fact]
    public void Anchors_and_merge_keys_save_repetition()
    {
        ScenarioPlan plan = Sample.Plan(Sample.Text
            .Replace("- { name: e-eu1, role: edge, region: eu, entry_point: o-eu1 }", "- &edge { name: e-eu1, role: edge, region: eu, entry_point: o-eu1 }\n  - { <<: *edge, name: e-eu2 }", StringComparison.Ordinal));
        Assert.Equal(plan.Node("e-eu1") with { Name = "e-eu2" }, plan.Node("e-eu2"));
    }

    [Fact]
    public void An_unknown_scenario_name_is_answered_with_close_ones()
    {
        ScenarioLoadResult result = Catalog.Load("eu_us", ScenarioOverrides.None);
        string error = Assert.Single(result.Errors).ToString();
        Assert.Contains("\"eu_us\" is not the name of a scenario", error);
        Assert.Contains("did you mean \"eu-us\"", error);
        Assert.Contains("cannot be read", Catalog.Load("/nowhere/x.yaml", ScenarioOverrides.None).ToString());
    }

    private static ScenarioPlan Load(string name, params string[] set)
    {
        ScenarioLoadResult result = Catalog.Load(name, ScenarioOverrides.From(set));
        Assert.True(result.Plan is not null, result.ToString());
        return result.Plan;
    }

    private static void AssertSame(ScenarioPlan expected, ScenarioPlan actual)
    {
        Assert.Equal(
            (expected.Name, expected.Description, expected.Seed, expected.Duration, expected.WarmUp, expected.LinksBackend),
            (actual.Name, actual.Description, actual.Seed, actual.Duration, actual.WarmUp, actual.LinksBackend));
        Assert.Equal(expected.Regions.AsEnumerable(), actual.Regions);
        Assert.Equal(expected.Links.AsEnumerable(), actual.Links);
        Assert.Equal(expected.Nodes.Select(node => node.ToString()), actual.Nodes.Select(node => node.ToString()));
        Assert.Equal(expected.Streams.AsEnumerable(), actual.Streams);
        Assert.Equal(expected.Viewers.AsEnumerable(), actual.Viewers);
        Assert.Equal(expected.Checks.AsEnumerable(), actual.Checks);
        Assert.Equal(expected.EffectiveYaml, actual.EffectiveYaml);
    }
}

using CdnLab.Core;

namespace CdnLab.Scenario.Tests;

public sealed class OverrideTests
{
    [Fact]
    public void Short_words_reach_every_group_and_every_link()
    {
        ScenarioPlan plan = Sample.Plan(Sample.Text, "viewers=200,duration=30s", "loss=1%,delay=80 ms,jitter=0,rate=20 Mbit/s,seed=42,warm_up=0 s,backend=loopback");
        Assert.Equal(400, plan.Viewers.Length);
        Assert.Equal(TimeSpan.FromSeconds(30), plan.Duration);
        Assert.Equal(TimeSpan.Zero, plan.WarmUp);
        Assert.Equal(42UL, plan.Seed);
        Assert.Equal(LinksBackend.Loopback, plan.LinksBackend);
        Assert.All(plan.Links, link => Assert.Equal(
            (TimeSpan.FromMilliseconds(80), TimeSpan.Zero, 0.01, new Bitrate(20_000_000)), (link.Delay, link.Jitter, link.Loss, link.Rate)));
        Assert.Contains("--set viewers=200", plan.Overrides);
        Assert.Contains("loss: 1%", plan.EffectiveYaml);
    }

    [Fact]
    public void Paths_reach_one_value_by_index_or_name()
    {
        ScenarioPlan plan = Sample.Plan(
            Sample.Text, "links.0.loss=2 %", "nodes.e-eu1.settings.cdn_groups=EU,GPU", "viewers.0.at=[e-eu1]", "nodes.*.settings.cdn_port=8085", "viewers.0.watch={ test_us: 100 % }");
        Assert.All(plan.Links, link => Assert.Equal(0.02, link.Loss, 12));
        Assert.Equal("EU,GPU", plan.Node("e-eu1").Settings.First(setting => setting.Key == "cdn_groups").Value);
        Assert.All(plan.Nodes, node => Assert.Contains(node.Settings, setting => setting is { Key: "cdn_port", Value: "8085" }));
        Assert.All(plan.Viewers, viewer => Assert.Equal(("e-eu1", "test_us"), (viewer.Node, viewer.Stream)));
    }

    [Fact]
    public void An_argument_wins_over_the_environment_and_that_over_the_file()
    {
        var overrides = ScenarioOverrides.From(["duration=7 s"], "duration=8 s; warm_up=1 s").With("--seed", "seed", "9");
        ScenarioPlan plan = ScenarioLoader.Parse(Sample.Text, "sample.yaml", Sample.Profiles, overrides).Plan!;
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(1), 9UL), (plan.Duration, plan.WarmUp, plan.Seed));
        Assert.Equal(["CDNLAB_SET duration=8 s", "CDNLAB_SET warm_up=1 s", "--set duration=7 s", "--seed 9"], plan.Overrides.AsEnumerable());
    }

    [Theory]
    [InlineData("viewers=abc", "--set viewers=abc: viewers.0.count: \"abc\" is not a whole number; expected 0 to 10000")]
    [InlineData("loss=5", "--set loss=5: links.0.loss: \"5\" is not a percentage; expected 0 % to 100 %, with the sign %")]
    [InlineData("duratoin=5 s", "--set duratoin=5 s: duratoin is no key of a scenario; expected one of")]
    [InlineData("links.3.loss=5 %", "--set links.3.loss=5 %: links.3: links has no item 3; expected 0 or *")]
    [InlineData("nodes.e-eu2.role=edge", "--set nodes.e-eu2.role=edge: nodes.e-eu2: nodes has no item e-eu2; expected o-eu1, e-eu1, o-us1, e-us1 or *; did you mean \"e-eu1\"?")]
    [InlineData("nodes.e-eu1.setings.cdn_port=1", "--set nodes.e-eu1.setings.cdn_port=1: nodes.e-eu1.setings: is an unknown key; expected one of name, role, region, entry_point, stage, settings; did you mean \"settings\"?")]
    [InlineData("seed.x=1", "--set seed.x=1: seed.x: seed is a single value; expected a path that ends there")]
    [InlineData("viewers", "--set viewers: is not an override; expected key=value, such as viewers=200")]
    [InlineData("links..loss=1 %", "has an empty part in its path")]
    [InlineData("viewers.0.at=[", "this is not YAML")]
    public void A_wrong_override_is_told_like_a_wrong_line(string set, string expected)
    {
        string[] errors = [.. Sample.Load(Sample.Text, set).Errors.Select(error => error.ToString())];
        string error = Assert.Single(errors);
        Assert.Contains(expected, error);
    }

    [Fact]
    public void An_override_of_links_in_a_scenario_without_links_is_told()
    {
        string text = """
            name: one
            regions: { eu: {} }
            nodes: [{ name: o, role: origin, region: eu }]
            """;
        Assert.Equal("--set loss=1%: links: this scenario has no links", Sample.Load(text, "loss=1%").ToString());
        Assert.Equal("--set viewers=1: viewers: this scenario has no viewers", Sample.Load(text, "viewers=1").ToString());
    }

    [Fact]
    public void One_wrong_override_of_many_groups_is_told_once()
    {
        string text = Sample.Text.Replace("checks:", "  - { at: e-eu1, count: 1, watch: { test_eu: 100 % } }\nchecks:", StringComparison.Ordinal);
        Assert.Single(Sample.Load(text, "viewers=-1").Errors);
    }
}

namespace CdnLab.Scenario.Tests;

public sealed class ErrorTests
{
    public static TheoryData<string, string, string> Mistakes => new()
    {
        // What is replaced, by what, and the whole error that must come of it.
        { "duration: 20 s", "duration: 20", "sample.yaml:3:11: duration: \"20\" is not a duration; expected 1 s to 24 h, with its unit: us, ms, s, min or h" },
        { "duration: 20 s", "duration: 0.5 s", "sample.yaml:3:11: duration: \"0.5 s\" is out of range; expected 1 s to 24 h, with its unit: us, ms, s, min or h" },
        { "duration: 20 s", "duratoin: 20 s", "sample.yaml:3:1: duratoin: \"20 s\" is given to an unknown key; expected one of name, description, seed, duration, warm_up, links_backend, regions, links, nodes, streams, viewers, checks; did you mean \"duration\"?" },
        { "seed: 1", "seed: -1", "sample.yaml:2:7: seed: \"-1\" is out of range; expected 0 to 9223372036854775807" },
        { "seed: 1", "links_backend: fabrik", "sample.yaml:2:16: links_backend: \"fabrik\" is not a known links_backend; expected auto, fabric, userns or loopback; did you mean \"fabric\"?" },
        { "name: sample", "name:", "sample.yaml:1:6: name: \"\" has no value; expected 1 to 32 of a-z, A-Z, 0-9, _ and -, beginning with a letter or digit" },
        { "name: sample\n", "", "sample.yaml:1:1: name: this key is missing; expected in every scenario" },
        { "us: {} }", "us: {}, AP: {} }", "sample.yaml:4:28: regions: \"AP\" is not a name that a region can have; expected 1 to 16 of a-z, 0-9 and -, beginning with a letter or digit" },
        { "role: edge, region: eu,", "role: edg, region: eu,", "sample.yaml:9:26: nodes.e-eu1.role: \"edg\" is not a known role; expected origin or edge; did you mean \"edge\"?" },
        { "role: edge, region: eu,", "role: edge, region: eux,", "sample.yaml:9:40: nodes.e-eu1.region: \"eux\" is not the name of a region; expected eu or us; did you mean \"eu\"?" },
        { "name: e-eu1", "name: o-eu1", "sample.yaml:9:13: nodes.o-eu1.name: \"o-eu1\" is the name of two nodes; the first is at sample.yaml:8:13; expected a name of its own" },
        { "region: eu, entry_point: o-eu1", "region: eu, entry_point: e-eu1", "sample.yaml:9:57: nodes.e-eu1.entry_point: \"e-eu1\" is the node itself; expected another node, or no entry point at all for the first node of a CDN" },
        { "region: eu, entry_point: o-eu1", "region: eu, entry_point: o-eu9", "sample.yaml:9:57: nodes.e-eu1.entry_point: \"o-eu9\" is not the name of a node; expected o-eu1, e-eu1, o-us1 or e-us1; did you mean \"o-eu1\"?" },
        { "region: eu, entry_point: o-eu1", "region: eu, entry_point: o-us1", "sample.yaml:9:57: nodes.e-eu1.entry_point: \"o-us1\" starts in stage 2, after this node (stage 1); expected a node of the same or an earlier stage" },
        { "stage: 2", "stage: 3", "sample.yaml:10:73: nodes.o-us1.stage: \"3\" comes after stage 2, which has no node; expected stages without gaps: 2 in place of 3" },
        { "region: eu, entry_point: o-eu1 }", "region: eu, entry_point: o-eu1, settings: { cdn_group: EU } }", "sample.yaml:9:87: nodes.e-eu1.settings.cdn_group: \"EU\" is given to an unknown setting; expected one of" },
        { "region: eu, entry_point: o-eu1 }", "region: eu, entry_point: o-eu1, settings: { cdn_role: edge } }", "sample.yaml:9:86: nodes.e-eu1.settings.cdn_role: \"edge\" cannot be set here; expected the key role of the node" },
        { "region: eu, entry_point: o-eu1 }", "region: eu, entry_point: o-eu1, settings: { cdn_port: 70000 } }", "sample.yaml:9:86: nodes.e-eu1.settings.cdn_port: \"70000\" is not a value for this setting; expected 1 to 65535" },
        { "profile: fra-iad", "profile: fra-lad", "sample.yaml:6:35: links.0.profile: \"fra-lad\" is not the name of a link profile; expected one of" },
        { "profile: fra-iad", "jitter: 1 ms", "sample.yaml:6:5: links.0.delay: this key is missing; expected in every link without a profile" },
        { "profile: fra-iad", "profile: fra-iad, loss: 101 %", "sample.yaml:6:50: links.0.loss: \"101 %\" is out of range; expected 0 % to 100 %, with the sign %" },
        { "profile: fra-iad", "profile: fra-iad, loss: 0.01", "sample.yaml:6:50: links.0.loss: \"0.01\" is not a percentage; expected 0 % to 100 %, with the sign %" },
        { "profile: fra-iad", "profile: fra-iad, rate: 2 Mbps", "sample.yaml:6:50: links.0.rate: \"2 Mbps\" is not a rate; expected 1 kbit/s to 100 Gbit/s, with its unit: bit/s, kbit/s, Mbit/s or Gbit/s; or unlimited" },
        { "profile: fra-iad", "profile: fra-iad, queue: 50 ms", "sample.yaml:6:51: links.0.queue: \"50 ms\" belongs to a link without a rate, where no queue forms; expected a rate too, such as rate: 20 Mbit/s" },
        { "profile: fra-iad", "profile: fra-iad, loss: 80 %, burst_loss: 2", "sample.yaml:6:68: links.0.burst_loss: \"2\" cannot be the length of bursts at a loss of 80 %; expected a loss of at most 66.666667 %, or longer bursts" },
        { "between: [eu, us]", "between: [eu, eu]", "sample.yaml:6:16: links.0.between: joins the region eu with itself; expected two different regions; traffic inside a region is not shaped" },
        { "between: [eu, us]", "between: [eu, ap]", "sample.yaml:6:21: links.0.between.1: \"ap\" is not the name of a region; expected eu or us" },
        { "between: [eu, us]", "from: eu, to: us", "sample.yaml:6:13: links.0.from: \"eu\" makes a link of one direction: eu->us; expected a link from us to eu too, or both at once with between: [eu, us]" },
        { "between: [eu, us], profile: fra-iad }", "between: [eu, us], profile: fra-iad }\n  - { from: us, to: eu, delay: 1 ms }", "sample.yaml:7:13: links.1.from: \"us\" gives the direction us->eu a second time; the first is at sample.yaml:6:5; expected each direction once" },
        { "publish_to: o-us1", "publish_to: e-us1", "sample.yaml:14:34: streams.test_us.publish_to: \"e-us1\" is an edge; what is published there never leaves it; expected o-eu1 or o-us1" },
        { "name: test_us,", "name: test_eu,", "sample.yaml:14:13: streams.test_eu.name: \"test_eu\" is the name of two streams; the first is at sample.yaml:13:13; expected a name of its own" },
        { "test_us: 10 %", "test_us: 20 %", "sample.yaml:16:45: viewers.0.watch: has shares that sum to 110 %; expected 100 %" },
        { "test_us: 10 %", "test_su: 10 %", "sample.yaml:16:62: viewers.0.watch.test_su: \"10 %\" is the share of an unknown stream; expected test_eu or test_us; did you mean \"test_us\"?" },
        { "count: 40", "count: 10001", "sample.yaml:16:34: viewers.0.count: \"10001\" is out of range; expected 0 to 10000" },
        { "at: [e-eu1, e-us1]", "at: [e-eu1, e-eu1]", "sample.yaml:16:19: viewers.0.at.1: \"e-eu1\" is in the list twice; expected each node once" },
        { "at: [e-eu1, e-us1]", "at: o-eu1", "sample.yaml:16:62: viewers.0.watch.test_us: \"10 %\" is watched at the origin o-eu1, which plays only what is published to it; test_us is published to o-us1; expected a node that can get test_us" },
        { "expect: refused", "expect: denied", "sample.yaml:18:63: checks.origins refuse.expect: \"denied\" is not a known expect; expected refused or plays" },
        { "regions: { eu: {}, us: {} }", "regions: { eu: {}, us: { code: 1 } }", "sample.yaml:4:26: regions.us.code: \"1\" is given to an unknown key; expected no keys" },
        { "seed: 1", "seed: [1]", "sample.yaml:2:7: seed: is a list; expected 0 to 9223372036854775807" },
        { "seed: 1", "seed: 1\nseed: 2", "sample.yaml:3:1: seed: this key was already given in line 2; expected each key once" },
        { "seed: 1", "seed: !!int 1", "sample.yaml:2:7: this is not YAML: the tag tag:yaml.org,2002:int is not part of the language" },
        { "seed: 1", "seed: {", "sample.yaml:2:7: this is not YAML: something after this place is not closed" },
        { "[eu, us]", "[eu, us", "this is not YAML" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_file_line_key_value_and_what_was_expected(string find, string replace, string expected)
    {
        string[] errors = Sample.Errors(find, replace);
        Assert.True(errors.Any(error => error.Contains(expected, StringComparison.Ordinal)), $"no error is:\n{expected}\nthe errors are:\n{string.Join('\n', errors)}");
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void One_mistake_gives_few_errors(string find, string replace, string expected)
    {
        _ = expected;
        string[] errors = Sample.Errors(find, replace);
        Assert.True(errors.Length <= 3, string.Join('\n', errors));
    }

    [Fact]
    public void All_errors_of_a_file_come_at_once_in_its_order()
    {
        string text = Sample.Text.Replace("20 s", "x", StringComparison.Ordinal).Replace("role: origin, region: us", "role: organ, region: us", StringComparison.Ordinal)
            .Replace("count: 40", "count: many", StringComparison.Ordinal);
        ScenarioLoadResult result = Sample.Load(text, "loss=2");
        Assert.Null(result.Plan);
        Assert.Equal(["duration", "nodes.o-us1.role", "viewers.0.count", "links.0.loss"], result.Errors.Select(error => error.Key));
        Assert.Equal([3, 10, 16, 0], result.Errors.Select(error => error.At.Line));
    }

    [Fact]
    public void A_stream_that_cannot_reach_its_viewers_is_refused()
    {
        string withoutLinks = Sample.Text.Replace("links:\n  - { between: [eu, us], profile: fra-iad }\n", "", StringComparison.Ordinal);
        Assert.Contains("is in the region eu, which no link joins with us", Sample.Load(withoutLinks).ToString());
        string twoIslands = Sample.Text.Replace("region: us, entry_point: o-eu1", "region: us", StringComparison.Ordinal);
        Assert.Contains("is watched at e-us1, which entry points do not join with o-eu1", Sample.Load(twoIslands).ToString());
    }

    [Fact]
    public void Any_damage_to_a_file_gives_errors_or_a_plan_and_never_an_exception()
    {
        var random = new Core.SeededRandom(7);
        string text = Sample.Text;
        const string Pieces = "{}[]:,&*!|>%@`\"'#-\n\t 0a";
        for (int i = 0; i < 3000; i++)
        {
            int at = random.Next(text.Length);
            int cut = random.Next(6);
            string insert = random.Next(2) == 0 ? "" : Pieces[random.Next(Pieces.Length)].ToString();
            string damaged = text[..at] + insert + text[Math.Min(text.Length, at + cut)..];
            ScenarioLoadResult result = Sample.Load(damaged);
            Assert.True(result.Plan is null == result.Errors.Length > 0, damaged);
        }

        foreach (string odd in new[] { "", "---", "x", "[]", "~", new string('[', 5000), "a: &a [*a]", "a: *b", "? [a]\n: b", "\0", "name: \ud800" })
        {
            Assert.NotEmpty(Sample.Load(odd).Errors);
        }
    }
}

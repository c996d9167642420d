using System.Text.Json;
using CdnLab.Core;
using CdnLab.Links.Fabric;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Tests.Fabric;

public sealed class FabricPlanTests
{
    private static readonly FabricRegion Eu = new("eu", "10.81.0.0/16", ["10.81.0.1/32"], ["10.81.128.0/17"]);
    private static readonly FabricRegion Us = new("us", "10.82.0.0/16", ["10.82.0.1/32"], ["10.82.128.0/17"]);
    private static readonly LinkProfile Ocean = new() { Delay = TimeSpan.FromMilliseconds(47.5), Jitter = TimeSpan.FromMilliseconds(2), Loss = 0.0001 };
    private static readonly FabricPlan Plan = new([Eu, Us], [new FabricLink("eu", "us", Ocean, Ocean)], 7);

    [Fact]
    public void A_plan_reads_back_as_it_was_written()
    {
        LinkProfile full = Ocean with
        {
            BurstLoss = new BurstLoss(0.01, 0.3, 0.9, 0.001),
            Rate = new Bitrate(50_000_000),
            QueuePackets = 100,
            QueueTime = TimeSpan.FromMilliseconds(12.5),
            Reorder = true,
            Down = true,
            Seed = 99,
        };
        FabricPlan plan = Plan with { Links = [new FabricLink("eu", "us", full, Ocean)], TraceEvery = 50, TraceOutput = "trace.csv" };
        string path = Path.GetTempFileName();
        try
        {
            plan.Save(path);
            FabricPlan read = FabricPlan.Load(path);
            Assert.Equal(plan.ToJson(), read.ToJson());
            Assert.Equal(full, read.Links[0].ProfileAB);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Values_left_out_have_their_defaults()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """
                {"regions":[{"name":"eu","prefix":"10.81.0.0/16"},{"name":"us","prefix":"10.82.0.0/16"}],
                 "links":[{"a":"eu","b":"us","profile_ab":{"delay_ms":45},"profile_ba":{"delay_ms":46.25}}]}
                """);
            FabricPlan plan = FabricPlan.Load(path);
            Assert.Equal((1UL, 0, 65_536), (plan.Seed, plan.TraceEvery, plan.MaxPackets));
            Assert.Equal(new LinkProfile { Delay = TimeSpan.FromMilliseconds(46.25) }, plan.Links[0].ProfileBA);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("""{"regions":[],"links":[],"typo":1}""", "typo")]
    [InlineData("""{"regions":[]}""", "links")]
    [InlineData("nonsense", "cannot be read")]
    [InlineData("null", "empty")]
    [InlineData("""{"regions":[],"links":[]}""", "0 regions")]
    public void A_file_that_is_no_plan_is_refused_by_name(string text, string expected)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            string message = Assert.Throws<FabricException>(() => FabricPlan.Load(path)).Message;
            Assert.Contains(path, message);
            Assert.Contains(expected, message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static TheoryData<string, FabricPlan> BadPlans => new()
    {
        { "twice", Plan with { Regions = [Eu, Eu with { Prefix = "10.99.0.0/16", Addresses = [], LocalRoutes = [] }] } },
        { "share addresses", Plan with { Regions = [Eu, Us with { Prefix = "10.81.4.0/24", Addresses = [], LocalRoutes = [] }] } },
        { "not an IPv4 block within", Plan with { Regions = [Eu with { Addresses = ["10.82.0.1/32"] }, Us] } },
        { "not an IPv4 block within", Plan with { Regions = [Eu with { LocalRoutes = ["10.81.0.0/8"] }, Us] } },
        { "not an IPv4 block", Plan with { Regions = [Eu with { Prefix = "10.81.0.0/33" }, Us] } },
        { "not an IPv4 block", Plan with { Regions = [Eu with { Prefix = "::1/64" }, Us] } },
        { "region name", Plan with { Regions = [Eu with { Name = "e u" }, Us] } },
        { "two different regions", Plan with { Links = [new FabricLink("eu", "eu", Ocean, Ocean)] } },
        { "two different regions", Plan with { Links = [new FabricLink("eu", "ap", Ocean, Ocean)] } },
        { "twice", Plan with { Links = [new FabricLink("eu", "us", Ocean, Ocean), new FabricLink("us", "eu", Ocean, Ocean)] } },
        { "loss", Plan with { Links = [new FabricLink("eu", "us", Ocean, Ocean with { Loss = -0.1 })] } },
        { "trace_output", Plan with { TraceEvery = 1 } },
        { "max_packets", Plan with { MaxPackets = 0 } },
    };

    [Theory]
    [MemberData(nameof(BadPlans))]
    public void A_plan_that_cannot_be_built_is_refused_with_the_reason(string expected, FabricPlan plan) =>
        Assert.Contains(expected, plan.FindProblem());

    [Fact]
    public void A_good_plan_has_no_problem() => Assert.Null(Plan.FindProblem());

    [Theory]
    [InlineData("10.81.0.0/16", true)]
    [InlineData("10.81.0.1", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("10.81/16", false)]
    [InlineData("10.81.0.0/16/1", false)]
    [InlineData("10.81.0.0/-1", false)]
    [InlineData("10.81.0.0/ 1", false)]
    [InlineData("10.81.0.256/32", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Blocks_of_addresses_are_parsed_strictly(string? text, bool good) => Assert.Equal(good, IPv4Prefix.TryParse(text, out _));

    [Fact]
    public void Commands_and_events_look_as_documented()
    {
        Assert.Equal("""{"cmd":"snapshot"}""", Json(new FabricCommand.Snapshot()));
        Assert.Equal(
            """{"cmd":"set-link","a":"eu","b":"us","profile_ab":{"delay_ms":5,"jitter_ms":0,"loss":0,"rate_bps":0,"queue_packets":0,"queue_ms":0,"reorder":false,"down":false},"down":true}""",
            Json(new FabricCommand.SetLink("eu", "us", new LinkProfile { Delay = TimeSpan.FromMilliseconds(5) }, Down: true)));
        Assert.Equal(
            """{"event":"ready","pid":12,"namespaces":{"eu":"/proc/12/fd/9"},"fifo":true,"warnings":[]}""",
            JsonSerializer.Serialize(
                new FabricEvent.Ready(12, new Dictionary<string, string> { ["eu"] = "/proc/12/fd/9" }, true, []), FabricJson.Default.FabricEvent));

        static string Json(FabricCommand command) => JsonSerializer.Serialize(command, FabricJson.Default.FabricCommand);
    }
}

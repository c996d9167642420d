using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CdnLab.Measurement.Results;

namespace CdnLab.Reports.Tests;

public sealed partial class HtmlReportTests
{
    private static readonly ResultsDocument s_sample = new SampleRun().Build();

    [Fact]
    public void Page_of_the_sample_is_as_verified() =>
        Snapshot.Match(WithoutLibraryAndData(HtmlReport.Render(s_sample)), "report.verified.html");

    [Fact]
    public void Same_document_gives_the_same_bytes_in_every_culture()
    {
        string expected = HtmlReport.Render(s_sample);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            // InvariantGlobalization leaves no culture with a decimal comma, so make one.
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NumberGroupSeparator = ".";
            comma.NumberFormat.NegativeSign = "−";
            comma.DateTimeFormat.TimeSeparator = ".";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, HtmlReport.Render(s_sample));
            Assert.Equal(SummaryMarkdown.Render(s_sample), Snapshotted("summary.verified.md"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Names_out_of_a_scenario_cannot_become_markup()
    {
        const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
        ResultsDocument results = s_sample with
        {
            Run = s_sample.Run with { Scenario = Hostile, ScenarioText = Hostile, RepeatCommand = Hostile, Commit = Hostile, Overrides = [Hostile] },
            Verdict = s_sample.Verdict with { Sentence = Hostile, Findings = [new Finding { Severity = FindingSeverity.Error, Text = Hostile }] },
            Environment = s_sample.Environment with { LinkBackendReason = Hostile, CpuModel = Hostile },
            Checks = [new CheckResult { Name = Hostile, Expected = Hostile, Observed = Hostile, Ok = false }],
            Instruments = [s_sample.Instruments[0] with { Name = Hostile, Unit = Hostile, Explanation = Hostile }],
            Topology = s_sample.Topology with
            {
                Regions = [Hostile],
                Nodes = [new TopologyNode { Name = Hostile, Role = Hostile, Region = Hostile, Address = Hostile }],
                Links = [new TopologyLink { From = Hostile, To = Hostile, Profile = Hostile }],
                Routes = [new TopologyRoute { From = Hostile, To = Hostile, Stream = Hostile }],
            },
            Links = [.. s_sample.Links.Select(l => l with { From = Hostile, To = Hostile, Dropped = [new DropCount { Reason = Hostile, Packets = 1 }] })],
            Streams = [.. s_sample.Streams.Select(s => s with { Name = Hostile, Origin = Hostile, PublisherRegion = Hostile, VideoCodec = Hostile })],
            RegionPairs = [s_sample.RegionPairs[0] with { PublisherRegion = Hostile, ViewerRegion = Hostile }],
            LatencyOverTime = [s_sample.LatencyOverTime[0] with { PublisherRegion = Hostile }],
            Joins = [s_sample.Joins[0] with { PublisherRegion = Hostile }],
            Processes = [s_sample.Processes[0] with { Name = Hostile, Role = Hostile, Region = Hostile }],
            Hops = [s_sample.Hops[0] with { PublisherRegion = Hostile, Stages = [s_sample.Hops[0].Stages[0] with { Name = Hostile }] }],
            Viewers = [s_sample.Viewers[0] with { Id = Hostile, Edge = Hostile, Stream = Hostile }],
            Logs = [new LogFile { Process = Hostile, Path = Hostile }],
            Definitions = [new Definition { Term = Hostile, Text = Hostile }],
            NotMeasured = [Hostile],
        };

        string html = LibraryScript().Replace(HtmlReport.Render(results), "");

        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script>alert", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(ScriptTags().Count(LibraryScript().Replace(HtmlReport.Render(s_sample), "")), ScriptTags().Count(html));
        Assert.Contains("&lt;/script&gt;&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        Assert.Equal(Hostile, ResultsFile.FromJson(Embedded(html, "results")).Run.Scenario);
        string markdown = SummaryMarkdown.Render(results);
        Assert.DoesNotContain("<script", markdown.Split("Repeat:")[0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Page_loads_nothing_from_elsewhere()
    {
        string html = HtmlReport.Render(s_sample);
        string own = LibraryScript().Replace(html, "");
        foreach (Match reference in References().Matches(own))
        {
            Assert.StartsWith("#", reference.Groups["target"].Value, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("@import", own, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", own, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", own, StringComparison.Ordinal);
        Assert.Contains("default-src &#39;none&#39;", own, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_with_2000_viewers_stays_below_5_MB()
    {
        ResultsDocument results = new SampleRun(viewersPerEdge: 500).Build();
        Assert.Equal(2000, results.Viewers.Count);

        int size = System.Text.Encoding.UTF8.GetByteCount(HtmlReport.Render(results));

        Assert.True(size < 5_000_000, $"The page with 2000 viewers has {size} bytes.");
    }

    [Fact]
    public void Embedded_results_are_the_document()
    {
        string html = HtmlReport.Render(s_sample);
        Assert.Equal(ResultsFile.ToJson(s_sample), ResultsFile.ToJson(ResultsFile.FromJson(Embedded(html, "results"))));
    }

    [Fact]
    public void Every_block_can_be_linked_and_every_chart_has_data_and_a_table()
    {
        string html = HtmlReport.Render(s_sample);
        using JsonDocument charts = JsonDocument.Parse(Embedded(html, "charts"));
        string[] places = [.. ChartPlaces().Matches(html).Select(m => m.Groups[1].Value)];
        Assert.Equal(["joins", "percentiles", "resources", "timeline", "viewers", "waterfall"], places.Order());
        foreach (string place in places)
        {
            JsonElement chart = charts.RootElement.GetProperty(place);
            int columns = chart.GetProperty("columns").GetArrayLength();
            Assert.NotEqual(0, chart.GetProperty("rows").GetArrayLength());
            Assert.All(chart.GetProperty("rows").EnumerateArray(), row => Assert.Equal(columns, row.GetArrayLength()));
            Assert.Contains($"<details class=\"chart-data\" data-chart=\"{place}\">", html, StringComparison.Ordinal);
        }

        string[] ids = [.. Ids().Matches(html).Select(m => m.Groups[1].Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Fragments().Matches(html), link => Assert.Contains(link.Groups[1].Value, ids));
    }

    [Fact]
    public void Page_of_a_run_that_measured_nothing_says_so_block_by_block()
    {
        var results = new ResultsDocument
        {
            Run = s_sample.Run,
            Environment = s_sample.Environment,
            Verdict = new RunVerdict { Outcome = Outcome.Invalid, ExitCode = 7, Sentence = "The generator was late." },
            Topology = new TopologyResult { Regions = [], Nodes = [], Links = [] },
        };

        string html = HtmlReport.Render(results);

        Assert.Contains("INVALID", html, StringComparison.Ordinal);
        Assert.Equal(11, NotMeasured().Count(html));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void Topology_of_many_regions_is_drawn_with_every_node_and_link(int regions)
    {
        string[] names = [.. Enumerable.Range(0, regions).Select(i => $"r{i}")];
        ResultsDocument results = s_sample with
        {
            Topology = new TopologyResult
            {
                Regions = names,
                Nodes = [.. names.SelectMany(n => new[] { "origin", "edge", "edge" }.Select((role, i) => new TopologyNode { Name = $"{n}-{i}", Role = role, Region = n, Address = "10.0.0.1:1" }))],
                Links = [.. names.Skip(1).Select(n => new TopologyLink { From = "r0", To = n, Profile = $"p-{n}" })],
            },
        };

        string html = HtmlReport.Render(results);

        Assert.All(results.Topology.Nodes, node => Assert.Contains($">{node.Name} · {node.Role}</text>", html, StringComparison.Ordinal));
        Assert.All(results.Topology.Links, link => Assert.Contains($">{link.Profile}</text>", html, StringComparison.Ordinal));
    }

    private static string Snapshotted(string name) => File.ReadAllText(Snapshot.RepositoryPath($"tests/Reports.Tests/Snapshots/{name}"));

    private static string Embedded(string html, string id) =>
        Regex.Match(html, $"<script type=\"application/json\" id=\"{id}\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;

    private static string WithoutLibraryAndData(string html) =>
        ScriptContents().Replace(StyleContents().Replace(html, "$1…$2"), "$1…$2");

    [GeneratedRegex("(<script[^>]*>).*?(</script>)", RegexOptions.Singleline)]
    private static partial Regex ScriptContents();

    [GeneratedRegex("(<style>).*?(</style>)", RegexOptions.Singleline)]
    private static partial Regex StyleContents();

    [GeneratedRegex("<script id=\"chart-library\">.*?</script>", RegexOptions.Singleline)]
    private static partial Regex LibraryScript();

    [GeneratedRegex("</?script", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptTags();

    [GeneratedRegex("\\s(src|href|srcset|action|data|poster)=\"(?<target>[^\"]*)\"|url\\((?<target>[^)]*)\\)")]
    private static partial Regex References();

    [GeneratedRegex("<div class=\"chart\"[^>]* data-chart=\"([a-z]+)\"")]
    private static partial Regex ChartPlaces();

    [GeneratedRegex("<[a-z0-9]+[^>]* id=\"([^\"]+)\"")]
    private static partial Regex Ids();

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex Fragments();

    [GeneratedRegex(": not measured in this run\\.")]
    private static partial Regex NotMeasured();
}

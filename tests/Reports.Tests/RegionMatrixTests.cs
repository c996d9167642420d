using CdnLab.Measurement.Results;

namespace CdnLab.Reports.Tests;

public sealed class RegionMatrixTests
{
    [Fact]
    public void Rows_follow_the_topology_and_every_cell_has_a_heading()
    {
        ResultsDocument sample = new SampleRun(viewersPerEdge: 10).Build();
        RegionMatrix matrix = RegionMatrix.From(sample with { RegionPairs = [.. sample.RegionPairs.Reverse()] });

        Assert.Equal(["eu eu", "eu us", "us eu", "us us"], matrix.Rows.Select(r => $"{r.PublisherRegion} {r.ViewerRegion}"));
        Assert.All(matrix.Rows, row => Assert.Equal(RegionMatrix.Headers.Count, row.Cells.Count));
        Assert.Null(matrix.Find("us", "asia"));
    }

    [Fact]
    public void What_was_not_measured_is_a_dash_and_not_a_zero()
    {
        ResultsDocument sample = new SampleRun(viewersPerEdge: 10).Build();
        RegionPairResult silent = new() { PublisherRegion = "eu", ViewerRegion = "us", Viewers = 3 };
        RegionMatrixRow row = Assert.Single(RegionMatrix.From(sample with { RegionPairs = [silent] }).Rows);
        Assert.Equal(["eu", "us", "3", "0", "–", "–", "–", "–", "–", "0", "0"], row.Cells);
    }

    [Fact]
    public void Viewer_who_saw_nothing_comes_before_one_who_saw_little()
    {
        ViewerResult good = new() { Id = "good", Edge = "e", Stream = "s", PublisherRegion = "eu", ViewerRegion = "eu", LatencyP99Ms = 1, JoinMs = 100 };
        ViewerResult[] viewers = [good, good with { Id = "slow", LatencyP99Ms = 9 }, good with { Id = "frozen", FreezeTimeMs = 500 }, good with { Id = "never", JoinMs = null }];
        Assert.Equal(["never", "frozen", "slow", "good"], ViewerResult.WorstFirst(viewers).Select(v => v.Id));
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1e-9, "<0.0001")]
    [InlineData(0.00001, "0.001")]
    [InlineData(0.001, "0.10")]
    [InlineData(0.1234, "12.3")]
    public void Small_ratios_are_not_rounded_to_nothing(double ratio, string expected) => Assert.Equal(expected, Format.Percent(ratio));
}

using CdnLab.Measurement.Results;

namespace CdnLab.Reports.Tests;

public sealed class SummaryMarkdownTests
{
    [Fact]
    public void Summary_of_the_sample_is_as_verified() =>
        Snapshot.Match(SummaryMarkdown.Render(new SampleRun().Build()), "summary.verified.md");

    [Fact]
    public void Failed_checks_and_bad_instruments_are_named()
    {
        ResultsDocument sample = new SampleRun(viewersPerEdge: 10).Build();
        ResultsDocument results = sample with
        {
            Checks = [new CheckResult { Name = "a|b", Expected = "1", Observed = "2", Ok = false }],
            Instruments = [sample.Instruments[0] with { Ok = false, Value = 9 }],
            Run = sample.Run with { RepeatCommand = "run `x`" },
        };

        string markdown = SummaryMarkdown.Render(results);

        Assert.Contains("0 of 1 checks hold.\n- a\\|b: expected 1, observed 2\n", markdown, StringComparison.Ordinal);
        Assert.Contains("- Instrument not good enough: generator send lateness p99 is 9 ms, limit 2 ms.", markdown, StringComparison.Ordinal);
        Assert.Contains("Repeat: `` run `x` ``", markdown, StringComparison.Ordinal);
    }
}

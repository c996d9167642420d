using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>The first thing that a reader sees: the verdict in a colour, a mark and a word, and one sentence.</summary>
internal static class VerdictBanner
{
    public static void Write(HtmlWriter html, ReportContext context)
    {
        ResultsDocument results = context.Results;
        RunVerdict verdict = results.Verdict;
        string word = VerdictWords.Of(verdict.Outcome);
        html.Open("header", ("class", $"verdict {word.ToLowerInvariant()}")).Raw("\n<div class=\"top\">")
            .Open("h1").Element("span", $"{Mark(verdict.Outcome)} {word}", ("class", "word")).Raw(" ")
            .Element("span", results.Run.Scenario, ("class", "scenario")).Close("h1")
            .Raw("<div class=\"tools\"><button type=\"button\" id=\"download\">results.json</button>")
            .Raw("<button type=\"button\" id=\"theme\">theme: auto</button></div></div>\n")
            .Element("p", verdict.Sentence, ("class", "sentence")).Raw("\n");
        WriteFindings(html, verdict.Findings);
        html.Open("p", ("class", "facts")).Text(Facts(results)).CloseLine("p")
            .Open("p", ("class", "repeat")).Raw("<span>Repeat:</span> ")
            .Element("code", results.Run.RepeatCommand, ("id", "repeat")).Raw(" <button type=\"button\" id=\"copy\">copy</button>")
            .CloseLine("p").CloseLine("header");
    }

    private static void WriteFindings(HtmlWriter html, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        html.Raw("<ul class=\"findings\">\n");
        foreach (Finding finding in findings)
        {
            string severity = finding.Severity.ToString().ToLowerInvariant();
            html.Open("li", ("class", severity)).Element("b", severity).Raw(" ").Text(finding.Text).CloseLine("li");
        }

        html.CloseLine("ul");
    }

    private static string Facts(ResultsDocument results)
    {
        RunInfo run = results.Run;
        string commit = run.Commit.Length == 0 ? "commit unknown" : $"commit {run.Commit[..Math.Min(12, run.Commit.Length)]}{(run.Dirty ? " (dirty)" : "")}";
        return $"{Format.Utc(run.StartedUtc)} · {commit} · seed {run.Seed} · {Format.Count(results.ViewersTotal)} viewers · "
            + $"{Format.Number(run.MeasurementMs / 1000)} s measured after {Format.Number(run.WarmUpMs / 1000)} s of warm-up · "
            + $"links: {BackendNames.Of(results.Environment.LinkBackend)} · exit code {results.Verdict.ExitCode}";
    }

    private static string Mark(Outcome outcome) => outcome switch
    {
        Outcome.Pass => "✓",
        Outcome.Fail => "✕",
        Outcome.Inconclusive => "?",
        _ => "!",
    };
}

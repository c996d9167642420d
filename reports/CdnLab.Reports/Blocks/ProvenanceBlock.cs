using System.Globalization;
using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>All that is needed to repeat the run, and what its words mean.</summary>
internal sealed class ProvenanceBlock : ReportBlock
{
    public override string Id => "provenance";

    public override string Title => "Provenance: environment, scenario, definitions";

    public override string ShortTitle => "Provenance";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        ResultsDocument results = context.Results;
        html.Raw("<div class=\"columns\">\n");
        WriteFacts(html, "Machine", Machine(results.Environment));
        WriteFacts(html, "Run", Run(results.Run));
        html.Raw("</div>\n");
        WriteStages(html, results.Run);
        html.Element("h3", "Scenario as it was run").Raw("\n")
            .Open("pre", ("tabindex", "0"), ("aria-label", "Scenario as it was run")).Element("code", results.Run.ScenarioText).CloseLine("pre");
        WriteLogs(html, results.Logs);
        if (results.Definitions.Count > 0)
        {
            WriteFacts(html, "Definitions", results.Definitions.Select(d => (d.Term, d.Text)));
        }

        WriteNotMeasured(html, results.NotMeasured);
    }

    private static IEnumerable<(string, string)> Machine(RunEnvironment e) =>
    [
        ("Operating system", e.Os), ("Kernel", e.Kernel), ("CPU", e.CpuModel), ("Cores", e.Cores.ToString(CultureInfo.InvariantCulture)),
        ("Memory", $"{Format.Count((long)e.MemoryMib)} MiB"), (".NET", e.Dotnet), ("OpenSSL", e.Openssl),
        ("Link backend", $"{BackendNames.Of(e.LinkBackend)}. {e.LinkBackendReason}"),
    ];

    private static IEnumerable<(string, string)> Run(RunInfo r) =>
    [
        ("Scenario", r.Scenario), ("Overrides", r.Overrides.Count == 0 ? "none" : string.Join(", ", r.Overrides)),
        ("Seed", r.Seed.ToString(CultureInfo.InvariantCulture)), ("Started", Format.Utc(r.StartedUtc)),
        ("Commit", r.Commit.Length == 0 ? "unknown" : r.Commit), ("Working tree", r.Dirty ? "dirty: not only that commit was run" : "clean"),
        ("Warm-up", $"{Format.Seconds(r.WarmUpMs)} s"), ("Measured", $"{Format.Seconds(r.MeasurementMs)} s"), ("Whole run", $"{Format.Seconds(r.TotalMs)} s"),
    ];

    private static void WriteFacts(HtmlWriter html, string title, IEnumerable<(string Term, string Text)> facts)
    {
        html.Raw("<div>").Element("h3", title).Raw("\n<dl class=\"facts\">\n");
        foreach ((string term, string text) in facts)
        {
            html.Element("dt", term).Element("dd", text).Raw("\n");
        }

        html.Raw("</dl></div>\n");
    }

    private static void WriteStages(HtmlWriter html, RunInfo run)
    {
        if (run.Stages.Count == 0)
        {
            return;
        }

        var table = new HtmlTable("Stages of the run");
        table.Text("stage").Number("duration (s)");
        foreach (StageDuration stage in run.Stages)
        {
            table.Row(stage.Name, Cell.Of(stage.DurationMs, Format.Seconds));
        }

        table.Write(html);
    }

    private static void WriteLogs(HtmlWriter html, IReadOnlyList<LogFile> logs)
    {
        if (logs.Count == 0)
        {
            return;
        }

        var table = new HtmlTable("Logs, relative to the folder of this run");
        table.Text("process").Text("file");
        foreach (LogFile log in logs)
        {
            table.Row(log.Process, log.Path);
        }

        table.Write(html);
    }

    private static void WriteNotMeasured(HtmlWriter html, IReadOnlyList<string> notMeasured)
    {
        if (notMeasured.Count == 0)
        {
            return;
        }

        html.Element("h3", "Not measured").Raw("\n<ul>\n");
        foreach (string text in notMeasured)
        {
            html.Element("li", text).Raw("\n");
        }

        html.CloseLine("ul");
    }
}

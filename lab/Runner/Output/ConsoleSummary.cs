using CdnLab.Measurement.Results;
using CdnLab.Reports;
using Spectre.Console;

namespace CdnLab.Runner.Output;

/// <summary>The one screen that a run ends with: verdict, region matrix, where the report is.</summary>
internal static class ConsoleSummary
{
    // RegionMatrix.Headers after the two regions and without the count of frames, short enough for a terminal of 80 columns. Times in milliseconds.
    private static readonly string[] ShortHeaders = ["viewers", "p50", "p95", "p99", "link", "over", "loss %", "freezes"];

    public static void Write(IAnsiConsole console, ResultsDocument results, string report)
    {
        string colour = results.Verdict.Outcome switch
        {
            Outcome.Pass => "green",
            Outcome.Fail => "red",
            _ => "yellow",
        };
        console.WriteLine();
        console.MarkupLine($"[bold {colour}]{VerdictWords.Of(results.Verdict.Outcome)}[/]  {Markup.Escape(results.Verdict.Sentence)}");
        foreach (Finding finding in results.Verdict.Findings)
        {
            console.MarkupLine($"  [{(finding.Severity == FindingSeverity.Error ? "red" : "yellow")}]{finding.Severity.ToString().ToLowerInvariant()}[/]: {Markup.Escape(finding.Text)}");
        }

        RegionMatrix matrix = RegionMatrix.From(results);
        if (matrix.Rows.Count > 0)
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumn(new TableColumn("regions") { NoWrap = true });
            foreach (string header in ShortHeaders)
            {
                table.AddColumn(new TableColumn(header) { Alignment = Justify.Right, NoWrap = true });
            }

            foreach (RegionMatrixRow row in matrix.Rows)
            {
                table.AddRow([Markup.Escape($"{row.Cells[0]} → {row.Cells[1]}"), row.Cells[2], .. row.Cells.Skip(4).Select(Markup.Escape)]);
            }

            console.Write(table);
        }

        console.MarkupLine($"links: {Markup.Escape(results.Environment.LinkBackendReason)}");

        // On a line of its own and unwrapped, so that it can be copied.
        Console.WriteLine($"report: {report}");
    }
}

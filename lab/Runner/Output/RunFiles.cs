using CdnLab.Measurement.Results;
using CdnLab.Reports;

namespace CdnLab.Runner.Output;

/// <summary>The files of a run: the results, and what is made from them alone.</summary>
internal static class RunFiles
{
    public const string Results = "results.json";
    public const string Report = "report.html";
    public const string Summary = "summary.md";

    /// <summary>Writes all; the results first, because the rest can be made again from them.</summary>
    /// <returns>The path of the report.</returns>
    public static string Write(string folder, ResultsDocument results)
    {
        ResultsFile.Write(Path.Combine(folder, Results), results);
        return Render(folder, results);
    }

    /// <summary>Makes report and summary again.</summary>
    /// <returns>The path of the report.</returns>
    public static string Render(string folder, ResultsDocument results)
    {
        string report = Path.Combine(folder, Report);
        File.WriteAllText(report, HtmlReport.Render(results));
        File.WriteAllText(Path.Combine(folder, Summary), SummaryMarkdown.Render(results));
        return report;
    }
}

using CdnLab.Measurement.Results;
using CdnLab.Reports.Blocks;
using CdnLab.Reports.Html;

namespace CdnLab.Reports;

/// <summary>The report as one HTML file that needs nothing else: no network, no folder beside it.</summary>
public static class HtmlReport
{
    // What the page may load: nothing. Its own script and style are in it.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    private static readonly ReportBlock[] s_blocks =
    [
        new MatrixBlock(),
        new ChecksBlock(),
        new TopologyBlock(),
        new PercentileBlock(),
        new TimelineBlock(),
        new WaterfallBlock(),
        new JoinsBlock(),
        new LossBlock(),
        new ViewersBlock(),
        new LinksBlock(),
        new ResourcesBlock(),
        new InstrumentsBlock(),
        new ProvenanceBlock(),
    ];

    /// <summary>Renders a document: the same bytes for the same document, whatever the machine's language.</summary>
    /// <returns>The page; about 1.3 MB, most of it the chart library.</returns>
    public static string Render(ResultsDocument results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var context = new ReportContext(results);
        var body = new HtmlWriter();
        VerdictBanner.Write(body, context);
        WriteNavigation(body);
        body.Raw("<main>\n");
        foreach (ReportBlock block in s_blocks)
        {
            block.Write(body, context);
        }

        body.Raw("</main>\n");
        return Assemble(context, body.ToString());
    }

    private static void WriteNavigation(HtmlWriter html)
    {
        html.Raw("<nav aria-label=\"Blocks of this report\">");
        foreach (ReportBlock block in s_blocks)
        {
            html.Element("a", block.ShortTitle, ("href", $"#{block.Id}"));
        }

        html.CloseLine("nav");
    }

    private static string Assemble(ReportContext context, string body)
    {
        ResultsDocument results = context.Results;
        var html = new HtmlWriter();
        html.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Open("meta", ("http-equiv", "Content-Security-Policy"), ("content", ContentPolicy)).Raw("\n")
            .Raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Element("title", $"{VerdictWords.Of(results.Verdict.Outcome)} · {results.Run.Scenario} · {Format.Utc(results.Run.StartedUtc)}")
            .Raw("\n<style>\n").Raw(PageAssets.Read("report.css")).Raw(context.Palette.ToCss()).Raw("</style>\n</head>\n<body>\n")
            .Raw(body)
            .Raw("<footer>Made by CdnLab from results.json, which is embedded here. Charts: Apache ECharts (Apache License 2.0).</footer>\n");

        // The serialiser's default encoder escapes <, > and &, so no value can end the script element.
        html.Raw("<script type=\"application/json\" id=\"results\">").Raw(ResultsFile.ToJson(results)).Raw("</script>\n")
            .Raw("<script type=\"application/json\" id=\"charts\">").Raw(context.Charts.ToJson()).Raw("</script>\n")
            .Raw("<script id=\"chart-library\">").Raw(PageAssets.Read("echarts.min.js")).Raw("</script>\n")
            .Raw("<script>\n").Raw(PageAssets.Read("theme.js")).Raw(PageAssets.Read("tables.js")).Raw(PageAssets.Read("charts.js"))
            .Raw(PageAssets.Read("page.js")).Raw("</script>\n</body>\n</html>\n");
        return html.ToString();
    }
}

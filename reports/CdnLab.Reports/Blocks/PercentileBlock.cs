using CdnLab.Core;
using System.Text.Json.Nodes;
using CdnLab.Measurement;
using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>The whole latency distribution per region pair, its tail stretched: each nine takes as much room as the one before.</summary>
internal sealed class PercentileBlock : ReportBlock
{
    private const double StepInNines = 0.05;

    public override string Id => "percentiles";

    public override string Title => "Latency by percentile";

    public override string ShortTitle => "Percentiles";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        RegionPairResult[] pairs =
        [
            .. InMatrixOrder(context, context.Results.RegionPairs, p => (p.PublisherRegion, p.ViewerRegion))
                .Where(p => p.Histogram is { Count: > 0 }),
        ];
        if (pairs.Length == 0)
        {
            NotMeasured(html, "The latency distribution");
            return;
        }

        Note(html, "Each curve ends where its frames run out: n frames tell nothing beyond the percentile 100 × (1 − 1/n).");
        var rows = new List<JsonArray>();
        var series = new JsonArray();
        foreach (RegionPairResult pair in pairs)
        {
            string name = Format.Pair(pair.PublisherRegion, pair.ViewerRegion);
            JsonObject style = PairStyle(context, pair.PublisherRegion, pair.ViewerRegion);
            style["n"] = pair.Histogram!.Count;
            series.Add((JsonNode)style);
            foreach ((double percent, double ms) in Curve(LatencyHistogram.FromData(pair.Histogram)))
            {
                rows.Add([name, Math.Round(percent, 6), ChartSet.Number(ms)]);
            }
        }

        context.Charts.Add(
            html, "percentiles", "Line chart: CDN latency over percentile, one line per region pair.",
            ["region pair", "percentile (%)", "latency (ms)"], rows, new JsonObject { ["series"] = series });
    }

    private static IEnumerable<(double Percent, double Ms)> Curve(LatencyHistogram histogram)
    {
        double last = Math.Log10(histogram.Count);
        for (double nines = 0; nines < last; nines += StepInNines)
        {
            double percent = 100 * (1 - Math.Pow(10, -nines));
            yield return (percent, histogram.PercentileMs(percent));
        }

        yield return (100 * (1 - (1.0 / histogram.Count)), histogram.PercentileMs(100));
    }
}

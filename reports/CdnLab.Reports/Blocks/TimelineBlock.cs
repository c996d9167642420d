using System.Text.Json.Nodes;
using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>Latency in the course of the measurement window, one small chart per region pair on a common time axis.</summary>
internal sealed class TimelineBlock : ReportBlock
{
    public override string Id => "timeline";

    public override string Title => "Latency over time";

    public override string ShortTitle => "Over time";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        LatencyTimeline[] timelines =
        [
            .. InMatrixOrder(context, context.Results.LatencyOverTime, t => (t.PublisherRegion, t.ViewerRegion)).Where(t => t.Bins.Count > 0),
        ];
        if (timelines.Length == 0)
        {
            NotMeasured(html, "Latency over time");
            return;
        }

        Note(html, "Time since the measurement window began. Each panel has its own latency axis, which need not begin at 0.");
        var rows = new List<JsonArray>();
        var series = new JsonArray();
        foreach (LatencyTimeline timeline in timelines)
        {
            string name = Format.Pair(timeline.PublisherRegion, timeline.ViewerRegion);
            JsonObject style = PairStyle(context, timeline.PublisherRegion, timeline.ViewerRegion);
            style["bin_s"] = timeline.BinMs / 1000;
            series.Add((JsonNode)style);
            rows.AddRange(timeline.Bins.Select(bin => new JsonArray(
                name, bin.StartMs / 1000, bin.Count, ChartSet.Number(bin.P50Ms), ChartSet.Number(bin.P99Ms), ChartSet.Number(bin.MaxMs))));
        }

        context.Charts.Add(
            html, "timeline", "Line charts: median, 99th percentile and maximum CDN latency over time, one chart per region pair.",
            ["region pair", "time (s)", "frames (n)", "p50 (ms)", "p99 (ms)", "max (ms)"], rows,
            new JsonObject { ["series"] = series, ["window_s"] = context.Results.Run.MeasurementMs / 1000 });
    }
}

using System.Text.Json.Nodes;
using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>Single viewers: a mean over all of them hides the one who saw nothing.</summary>
internal sealed class ViewersBlock : ReportBlock
{
    private const int WorstShown = 10;

    public override string Id => "viewers";

    public override string Title => "Viewers, worst first";

    public override string ShortTitle => "Viewers";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        IReadOnlyList<ViewerResult> viewers = context.Results.Viewers;
        if (viewers.Count == 0)
        {
            NotMeasured(html, "Single viewers");
            return;
        }

        WriteWorst(html, context, viewers);
        WriteChart(html, context, viewers);
        if (context.Results.ViewersTotal > viewers.Count)
        {
            Note(html, $"Listed are the worst {Format.Count(viewers.Count)} of {Format.Count(context.Results.ViewersTotal)} viewers.");
        }
    }

    private static void WriteWorst(HtmlWriter html, ReportContext context, IReadOnlyList<ViewerResult> viewers)
    {
        ViewerResult[] worst = [.. ViewerResult.WorstFirst(viewers).Take(WorstShown)];
        var table = new HtmlTable($"The worst {worst.Length} of {Format.Count(context.Results.ViewersTotal)} viewers: never joined, then freeze time, lost packets, p99");
        table.Text("viewer").Text("edge").Text("stream").Text("published → watched").Number("frames (n)").Number("lost (n)")
            .Number("not repaired (n)").Number("freezes (n)").Number("freeze time (s)").Number("p50 (ms)").Number("p99 (ms)").Number("join (ms)");
        foreach (ViewerResult viewer in worst)
        {
            table.Row(
                viewer.Id, new Cell(viewer.Edge, Swatch: context.Palette.Node(viewer.Edge)), viewer.Stream,
                Format.Pair(viewer.PublisherRegion, viewer.ViewerRegion), Cell.Of(viewer.Frames), Cell.Of(viewer.LostPackets),
                Cell.Of(viewer.ResidualLostPackets), Cell.Of(viewer.FreezeCount), Cell.Of(viewer.FreezeTimeMs, Format.Seconds),
                Cell.Of(viewer.LatencyP50Ms, Format.Ms), Cell.Of(viewer.LatencyP99Ms, Format.Ms), Cell.Of(viewer.JoinMs, Format.Ms));
        }

        table.Write(html);
    }

    private static void WriteChart(HtmlWriter html, ReportContext context, IReadOnlyList<ViewerResult> viewers)
    {
        Note(html, "Every viewer's own 99th percentile, sorted: a flat line is a fair service, a hook at the end a few who suffer.");
        var rows = new List<JsonArray>();
        var series = new JsonArray();
        var pairs = InMatrixOrder(context, viewers.GroupBy(v => (v.PublisherRegion, v.ViewerRegion)), g => g.Key);
        foreach (IGrouping<(string Publisher, string Viewer), ViewerResult> pair in pairs)
        {
            ViewerResult[] sorted = [.. pair.Where(v => v.LatencyP99Ms is not null).OrderBy(v => v.LatencyP99Ms).ThenBy(v => v.Id, StringComparer.Ordinal)];
            JsonObject style = PairStyle(context, pair.Key.Publisher, pair.Key.Viewer);
            style["n"] = sorted.Length;
            series.Add((JsonNode)style);
            string name = Format.Pair(pair.Key.Publisher, pair.Key.Viewer);
            for (int i = 0; i < sorted.Length; i++)
            {
                ViewerResult v = sorted[i];
                rows.Add(
                [
                    name, v.Id, v.Edge, v.Stream, Math.Round(100.0 * (i + 1) / sorted.Length, 2), ChartSet.Number(v.LatencyP50Ms),
                    ChartSet.Number(v.LatencyP99Ms), v.Frames, v.ResidualLostPackets, v.FreezeCount, ChartSet.Number(v.JoinMs),
                ]);
            }
        }

        context.Charts.Add(
            html, "viewers", "Line chart: 99th percentile latency of each viewer, sorted, one line per region pair.",
            ["region pair", "viewer", "edge", "stream", "share of viewers (%)", "p50 (ms)", "p99 (ms)", "frames (n)", "not repaired (n)", "freezes (n)", "join (ms)"],
            rows, new JsonObject { ["series"] = series });
    }
}

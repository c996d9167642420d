using System.Text.Json.Nodes;
using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>Where the time of traced packets went: once with the links, once without, because a link dwarfs all else.</summary>
internal sealed class WaterfallBlock : ReportBlock
{
    public override string Id => "waterfall";

    public override string Title => "Latency waterfall: where the time goes";

    public override string ShortTitle => "Waterfall";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        LatencyWaterfall[] hops =
        [
            .. InMatrixOrder(context, context.Results.Hops, h => (h.PublisherRegion, h.ViewerRegion)).Where(h => h.TracedPackets > 0),
        ];
        if (hops.Length == 0)
        {
            NotMeasured(html, "The latency waterfall");
            return;
        }

        Note(html, "From packets traced through every stage. The stages of one packet add up to its end-to-end time; their percentiles, "
            + "taken stage by stage, add up only roughly. What no stage explains is shown as such.");
        var rows = new List<JsonArray>();
        var pairs = new JsonArray();
        foreach (LatencyWaterfall hop in hops)
        {
            string name = Format.Pair(hop.PublisherRegion, hop.ViewerRegion);
            pairs.Add((JsonNode)new JsonObject
            {
                ["name"] = name,
                ["n"] = hop.TracedPackets,
                ["p50"] = ChartSet.Number(hop.EndToEndP50Ms),
                ["p99"] = ChartSet.Number(hop.EndToEndP99Ms),
            });
            rows.AddRange(hop.Stages.Select(s => new JsonArray(name, s.Name, ChartSet.Number(s.P50Ms), ChartSet.Number(s.P99Ms))));
            rows.Add([name, "unexplained", ChartSet.Number(hop.UnexplainedP50Ms), ChartSet.Number(hop.UnexplainedP99Ms)]);
        }

        context.Charts.Add(
            html, "waterfall", "Stacked bars: time per stage, median and 99th percentile, one pair of bars per region pair.",
            ["region pair", "stage", "p50 (ms)", "p99 (ms)"], rows, new JsonObject { ["pairs"] = pairs, ["stages"] = Stages(hops) });
        WriteTotals(html, hops);
    }

    // The stages of all region pairs in one order, each once: a stage stands behind the one that precedes it on its way.
    private static JsonArray Stages(LatencyWaterfall[] hops)
    {
        var order = new List<LatencyStage>();
        foreach (LatencyWaterfall hop in hops)
        {
            int behind = 0;
            foreach (LatencyStage stage in hop.Stages)
            {
                int at = order.FindIndex(s => s.Name == stage.Name);
                if (at < 0)
                {
                    at = behind;
                    order.Insert(at, stage);
                }

                behind = at + 1;
            }
        }

        return
        [
            .. order.Select(s => new JsonObject { ["name"] = s.Name, ["kind"] = s.Kind.ToString().ToLowerInvariant() }),
            new JsonObject { ["name"] = "unexplained", ["kind"] = "unexplained" },
        ];
    }

    private static void WriteTotals(HtmlWriter html, LatencyWaterfall[] hops)
    {
        var table = new HtmlTable("Traced packets end to end");
        table.Text("published → watched").Number("traced packets (n)").Number("end to end p50 (ms)").Number("end to end p99 (ms)")
            .Number("unexplained p50 (ms)").Number("unexplained p99 (ms)");
        foreach (LatencyWaterfall hop in hops)
        {
            table.Row(
                Format.Pair(hop.PublisherRegion, hop.ViewerRegion), Cell.Of(hop.TracedPackets), Cell.Of(hop.EndToEndP50Ms, Format.Ms),
                Cell.Of(hop.EndToEndP99Ms, Format.Ms), Cell.Of(hop.UnexplainedP50Ms, Format.Ms), Cell.Of(hop.UnexplainedP99Ms, Format.Ms));
        }

        table.Write(html);
    }
}

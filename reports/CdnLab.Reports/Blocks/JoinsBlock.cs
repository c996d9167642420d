using System.Text.Json.Nodes;
using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>How long viewers waited for their first picture, split into what they waited for.</summary>
internal sealed class JoinsBlock : ReportBlock
{
    private static readonly (string Name, Func<JoinResult, JoinPhase> Of)[] s_phases =
    [
        ("HTTP", j => j.Http), ("ICE", j => j.Ice), ("DTLS", j => j.Dtls), ("first packet", j => j.FirstPacket),
        ("first key frame", j => j.FirstKeyFrame),
    ];

    public override string Id => "joins";

    public override string Title => "Join split: request to first key frame";

    public override string ShortTitle => "Joins";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        JoinResult[] joins =
        [
            .. InMatrixOrder(context, context.Results.Joins, j => (j.PublisherRegion, j.ViewerRegion)).OrderBy(j => j.Kind),
        ];
        if (joins.Length == 0)
        {
            NotMeasured(html, "The join split");
            return;
        }

        Note(html, "Warm: the edge already had the stream. Cold: it first had to pull it from its origin. Bars are the medians of each phase; "
            + "the marks are median and 95th percentile of the whole join, which need not equal the sums.");
        var rows = new List<JsonArray>();
        var bars = new JsonArray();
        foreach (JoinResult join in joins)
        {
            string name = Name(join);
            bars.Add((JsonNode)new JsonObject
            {
                ["name"] = name,
                ["n"] = join.Count,
                ["p50"] = ChartSet.Number(join.Total.P50Ms),
                ["p95"] = ChartSet.Number(join.Total.P95Ms),
            });
            rows.AddRange(s_phases.Select(p => new JsonArray(
                name, p.Name, ChartSet.Number(p.Of(join).P50Ms), ChartSet.Number(p.Of(join).P95Ms))));
        }

        context.Charts.Add(
            html, "joins", "Stacked bars: median time of each phase of joining, one bar per kind of join and region pair.",
            ["joins", "phase", "p50 (ms)", "p95 (ms)"], rows,
            new JsonObject { ["bars"] = bars, ["phases"] = new JsonArray([.. s_phases.Select(p => JsonValue.Create(p.Name))]) });
        WriteTable(html, joins);
    }

    private static string Name(JoinResult join) =>
        $"{(join.Kind == JoinKind.Warm ? "warm" : "cold")} {Format.Pair(join.PublisherRegion, join.ViewerRegion)}";

    private static void WriteTable(HtmlWriter html, JoinResult[] joins)
    {
        var table = new HtmlTable("Joins by kind and region pair");
        table.Text("joins").Number("joined (n)").Number("failed (n)").Number("total p50 (ms)").Number("total p95 (ms)");
        foreach ((string name, _) in s_phases)
        {
            table.Number($"{name} p50 (ms)").Number($"{name} p95 (ms)");
        }

        foreach (JoinResult join in joins)
        {
            table.Row(
            [
                Name(join), Cell.Of(join.Count), Failed(join.Failed), Cell.Of(join.Total.P50Ms, Format.Ms), Cell.Of(join.Total.P95Ms, Format.Ms),
                .. s_phases.SelectMany(p => new[] { Cell.Of(p.Of(join).P50Ms, Format.Ms), Cell.Of(p.Of(join).P95Ms, Format.Ms) }),
            ]);
        }

        table.Write(html);
    }

    private static Cell Failed(int failed) => Cell.Of(failed) with { Class = failed > 0 ? "bad" : null };
}

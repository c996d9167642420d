using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>Publisher region × viewer region: the whole result on one look.</summary>
internal sealed class MatrixBlock : ReportBlock
{
    public override string Id => "matrix";

    public override string Title => "Region matrix: CDN latency";

    public override string ShortTitle => "Matrix";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        RegionMatrix matrix = context.Matrix;
        if (matrix.Rows.Count == 0)
        {
            NotMeasured(html, "CDN latency");
            return;
        }

        WriteSquare(html, context, matrix);
        Note(html, "CDN latency of a frame: planned send time of its first packet to kernel receive time of the packet that completes it. "
            + "Over link: median latency less the median delay that the links between the regions really had.");
        WriteFlat(html, context, matrix);
    }

    private static void WriteSquare(HtmlWriter html, ReportContext context, RegionMatrix matrix)
    {
        html.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Region matrix\"><table class=\"matrix\">")
            .Element("caption", "CDN latency in ms: rows are publisher regions, columns viewer regions").Raw("\n<thead><tr>")
            .Element("th", "published in ↓ watched in →", ("scope", "col"));
        foreach (string viewer in matrix.ViewerRegions)
        {
            WriteRegion(html, context, viewer, "col");
        }

        html.Raw("</tr></thead>\n<tbody>\n");
        foreach (string publisher in matrix.PublisherRegions)
        {
            html.Open("tr");
            WriteRegion(html, context, publisher, "row");
            foreach (string viewer in matrix.ViewerRegions)
            {
                WriteCell(html, matrix.Find(publisher, viewer));
            }

            html.CloseLine("tr");
        }

        html.Raw("</tbody></table></div>\n");
    }

    private static void WriteRegion(HtmlWriter html, ReportContext context, string region, string scope) =>
        html.Open("th", ("scope", scope)).Raw("<span class=\"swatch\" style=\"background:var(").Text(context.Palette.Region(region))
            .Raw(")\"></span>").Text(region).Close("th");

    private static void WriteCell(HtmlWriter html, RegionMatrixRow? row)
    {
        if (row is null)
        {
            html.Element("td", "nobody watched", ("class", "none"));
            return;
        }

        html.Open("td").Open("div", ("class", "big"));
        Figure(html, "p50", Format.Ms(row.P50Ms));
        Figure(html, "p95", Format.Ms(row.P95Ms));
        Figure(html, "p99", Format.Ms(row.P99Ms));
        html.Raw("<small>ms</small></div><div>link p50 ").Element("b", Format.Ms(row.LinkDelayP50Ms)).Raw(" ms · over link ")
            .Element("b", Format.Ms(row.OverLinkP50Ms)).Raw(" ms</div>")
            .Open("div", ("class", row.ResidualLossRatio > 0 || row.FreezeCount > 0 ? "attention" : null))
            .Raw("residual loss ").Element("b", Format.Percent(row.ResidualLossRatio)).Raw(" % · freezes ")
            .Element("b", Format.Count(row.FreezeCount)).Raw("</div><div class=\"n\">n = ")
            .Text($"{Format.Count(row.Frames)} frames at {Format.Count(row.Viewers)} viewers").Raw("</div>").Close("td");
    }

    private static void Figure(HtmlWriter html, string name, string value) =>
        html.Open("span").Element("small", name).Raw(" ").Element("b", value).Raw("</span> ");

    private static void WriteFlat(HtmlWriter html, ReportContext context, RegionMatrix matrix)
    {
        var table = new HtmlTable("Region matrix, one row per pair; video and audio apart");
        table.Text("published → watched").Number("viewers (n)").Number("frames (n)")
            .Number("all p50 (ms)").Number("all p95 (ms)").Number("all p99 (ms)").Number("all max (ms)")
            .Number("video frames (n)").Number("video p50 (ms)").Number("video p99 (ms)")
            .Number("audio frames (n)").Number("audio p50 (ms)").Number("audio p99 (ms)")
            .Number("link p50 (ms)").Number("over link p50 (ms)");
        foreach (RegionPairResult pair in InMatrixOrder(context, context.Results.RegionPairs, p => (p.PublisherRegion, p.ViewerRegion)))
        {
            table.Row(
                new Cell(Format.Pair(pair.PublisherRegion, pair.ViewerRegion), Swatch: context.Palette.Region(pair.ViewerRegion)),
                Cell.Of(pair.Viewers), Cell.Of(pair.Latency?.Count ?? 0),
                Cell.Of(pair.Latency?.P50Ms, Format.Ms), Cell.Of(pair.Latency?.P95Ms, Format.Ms),
                Cell.Of(pair.Latency?.P99Ms, Format.Ms), Cell.Of(pair.Latency?.MaxMs, Format.Ms),
                Cell.Of(pair.VideoLatency?.Count ?? 0), Cell.Of(pair.VideoLatency?.P50Ms, Format.Ms), Cell.Of(pair.VideoLatency?.P99Ms, Format.Ms),
                Cell.Of(pair.AudioLatency?.Count ?? 0), Cell.Of(pair.AudioLatency?.P50Ms, Format.Ms), Cell.Of(pair.AudioLatency?.P99Ms, Format.Ms),
                Cell.Of(pair.LinkDelayP50Ms, Format.Ms), Cell.Of(pair.OverLinkP50Ms, Format.Ms));
        }

        html.Raw("<details><summary>One row per pair; video and audio apart</summary>\n");
        table.Write(html);
        html.Raw("</details>\n");
    }
}

using System.Globalization;
using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>
/// Draws regions as boxes with their nodes inside and links between them, as SVG. One or two regions stand side by side
/// with all figures of the link between them; more stand on an ellipse with short figures, the rest being in the links' table.
/// </summary>
internal static class TopologyDrawing
{
    private const double Width = 1200;
    private const double LineHeight = 17;

    public static void Write(HtmlWriter html, ReportContext context)
    {
        TopologyResult topology = context.Results.Topology;
        RegionBox[] boxes = [.. topology.Regions.Select(r => new RegionBox(r, [.. topology.Nodes.Where(n => n.Region == r)]))];
        double height = boxes.Length <= 2 ? PlaceSideBySide(boxes, context.Results) : PlaceOnEllipse(boxes);
        html.Open(
            "svg", ("class", "topology"), ("viewBox", $"0 0 {Number(Width)} {Number(height)}"), ("role", "img"),
            ("aria-label", $"{topology.Regions.Count} regions with {topology.Nodes.Count} nodes; figures of the links between them are in the table of links."));
        html.Raw("<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\">"
            + "<path class=\"arrow\" d=\"M0 0L10 5L0 10z\"/></marker></defs>\n");
        foreach (TopologyLink link in topology.Links)
        {
            RegionBox? from = boxes.FirstOrDefault(b => b.Region == link.From);
            RegionBox? to = boxes.FirstOrDefault(b => b.Region == link.To);
            if (from is null || to is null)
            {
                continue;
            }

            if (boxes.Length <= 2)
            {
                DrawWideLink(html, context.Results, link, boxes);
            }
            else
            {
                DrawLine(html, from, to);
            }
        }

        foreach (RegionBox box in boxes)
        {
            box.Draw(html, context);
        }

        if (boxes.Length > 2)
        {
            LabelLines(html, context.Results, boxes);
        }

        html.CloseLine("svg");
    }

    internal static void Label(HtmlWriter html, double x, double y, string text, string css, string anchor = "start") =>
        html.Element("text", text, ("x", Number(x)), ("y", Number(y)), ("class", css), ("text-anchor", anchor));

    internal static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static double PlaceSideBySide(RegionBox[] boxes, ResultsDocument results)
    {
        double linkHeight = 24;
        foreach (LinkResult link in results.Links)
        {
            linkHeight += 34 + (LineHeight * LinkLines(results, link).Count);
        }

        double height = Math.Max(boxes.Max(b => b.Height), boxes.Length == 2 ? linkHeight : 0) + 20;
        for (int i = 0; i < boxes.Length; i++)
        {
            double x = boxes.Length == 1 ? (Width - RegionBox.Width) / 2 : i * (Width - RegionBox.Width);
            boxes[i].MoveTo(x, (height - boxes[i].Height) / 2);
        }

        return height;
    }

    private static double PlaceOnEllipse(RegionBox[] boxes)
    {
        double tallest = boxes.Max(b => b.Height);
        double radiusX = (Width - RegionBox.Width) / 2;
        double radiusY = (tallest + 80) * Math.Max(1, boxes.Length / 4.0);
        for (int i = 0; i < boxes.Length; i++)
        {
            double angle = (2 * Math.PI * i / boxes.Length) - (Math.PI / 2);
            boxes[i].MoveTo(
                (Width / 2) + (radiusX * Math.Cos(angle)) - (RegionBox.Width / 2),
                radiusY + (radiusY * Math.Sin(angle)) + ((tallest - boxes[i].Height) / 2) + 10);
        }

        return (2 * radiusY) + tallest + 20;
    }

    private static void DrawWideLink(HtmlWriter html, ResultsDocument results, TopologyLink link, RegionBox[] boxes)
    {
        double left = RegionBox.Width + 12;
        double right = Width - RegionBox.Width - 12;
        double middle = Width / 2;
        LinkResult[] directions = Directions(results, link);
        double content = directions.Sum(d => 34 + (LineHeight * LinkLines(results, d).Count));
        double y = Math.Max(boxes.Max(b => b.Y + (b.Height / 2)) - ((content + 24) / 2), 0) + 24;
        Label(html, middle, y, $"link {link.Profile}", "link-name", "middle");
        foreach (LinkResult direction in directions)
        {
            bool rightward = direction.From == boxes[0].Region;
            y += 22;
            html.Open(
                "line", ("class", "link"), ("x1", Number(rightward ? left : right)), ("x2", Number(rightward ? right : left)),
                ("y1", Number(y)), ("y2", Number(y)), ("marker-end", "url(#arrow)")).Close("line");
            y += 4;
            foreach (string line in LinkLines(results, direction))
            {
                y += LineHeight;
                Label(html, middle, y, line, "link-text", "middle");
            }

            y += 8;
        }
    }

    private static void DrawLine(HtmlWriter html, RegionBox from, RegionBox to) =>
        html.Open(
            "line", ("class", "link"), ("x1", Number(from.CenterX)), ("y1", Number(from.CenterY)), ("x2", Number(to.CenterX)),
            ("y2", Number(to.CenterY))).Close("line");

    private static void LabelLines(HtmlWriter html, ResultsDocument results, RegionBox[] boxes)
    {
        foreach (TopologyLink link in results.Topology.Links)
        {
            RegionBox? from = boxes.FirstOrDefault(b => b.Region == link.From);
            RegionBox? to = boxes.FirstOrDefault(b => b.Region == link.To);
            if (from is not null && to is not null)
            {
                LabelLine(html, results, link, from, to);
            }
        }
    }

    private static void LabelLine(HtmlWriter html, ResultsDocument results, TopologyLink link, RegionBox from, RegionBox to)
    {
        // Of the part of the line that is to be seen, but off its middle, where the lines of opposite regions cross.
        double begin = from.ShareInside(to);
        double end = 1 - to.ShareInside(from);
        double at = begin + ((end - begin) * 0.4);
        double x = from.CenterX + ((to.CenterX - from.CenterX) * at);
        double y = from.CenterY + ((to.CenterY - from.CenterY) * at);
        LinkResult[] directions = Directions(results, link);
        double height = (LineHeight * (1 + directions.Length)) + 8;
        html.Open(
            "rect", ("class", "link-label"), ("x", Number(x - 95)), ("y", Number(y - (height / 2))), ("width", "190"),
            ("height", Number(height)), ("rx", "4")).Close("rect");
        double line = y - (height / 2) + LineHeight;
        Label(html, x, line, link.Profile, "link-name", "middle");
        foreach (LinkResult direction in directions)
        {
            line += LineHeight;
            Label(html, x, line, $"{Format.Pair(direction.From, direction.To)} p50 {Format.Ms(direction.RealisedDelay?.P50Ms)} ms", "link-text", "middle");
        }
    }

    private static LinkResult[] Directions(ResultsDocument results, TopologyLink link) =>
    [
        .. results.Links.Where(l => l.From == link.From && l.To == link.To),
        .. results.Links.Where(l => l.From == link.To && l.To == link.From),
    ];

    private static List<string> LinkLines(ResultsDocument results, LinkResult link)
    {
        List<string> lines =
        [
            $"{Format.Pair(link.From, link.To)}: asked {Format.Ms(link.AskedDelayMs)} ± {Format.Ms(link.AskedJitterMs)} ms, loss {Format.Percent(link.AskedLossRatio)} %",
            $"realised p50 {Format.Ms(link.RealisedDelay?.P50Ms)} · p99 {Format.Ms(link.RealisedDelay?.P99Ms)} ms, loss {Format.Percent(LinkFigures.RealisedLossRatio(link))} %",
            $"{Format.Megabytes(link.DeliveredBytes)} MB in {Format.Count(link.DeliveredPackets)} packets",
        ];
        TopologyResult topology = results.Topology;
        string? RegionOf(string node) => topology.Nodes.FirstOrDefault(n => n.Name == node)?.Region;
        foreach (IGrouping<string, TopologyRoute> stream in topology.Routes
            .Where(r => RegionOf(r.From) == link.From && RegionOf(r.To) == link.To).GroupBy(r => r.Stream))
        {
            lines.Add($"carries {stream.Key} to {string.Join(", ", stream.Select(r => r.To))}");
        }

        return lines;
    }
}

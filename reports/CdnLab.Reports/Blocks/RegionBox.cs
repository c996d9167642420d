using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>A region of the topology's drawing: origins in its first rows, the nodes that pull from them below.</summary>
internal sealed class RegionBox
{
    public const double Width = 388;

    private const double NodeWidth = 180;
    private const double NodeHeight = 62;
    private const double Gap = 12;
    private const double RowGap = 26;
    private const double TitleHeight = 46;
    private readonly TopologyNode[][] _rows;

    public RegionBox(string region, TopologyNode[] nodes)
    {
        Region = region;
        _rows = [.. nodes.Where(n => n.Role == "origin").Chunk(2), .. nodes.Where(n => n.Role != "origin").Chunk(2)];
        Height = TitleHeight + (_rows.Length * (NodeHeight + RowGap)) - (_rows.Length > 0 ? RowGap : 0) + Gap;
    }

    public string Region { get; }

    public double Height { get; }

    public double X { get; private set; }

    public double Y { get; private set; }

    public double CenterX => X + (Width / 2);

    public double CenterY => Y + (Height / 2);

    /// <summary>How much of the line from this box's centre to another's lies inside this box: 0 to 1.</summary>
    public double ShareInside(RegionBox other)
    {
        double dx = Math.Abs(other.CenterX - CenterX);
        double dy = Math.Abs(other.CenterY - CenterY);
        return Math.Min(1, Math.Min(dx == 0 ? 1 : Width / 2 / dx, dy == 0 ? 1 : Height / 2 / dy));
    }

    public void MoveTo(double x, double y) => (X, Y) = (x, y);

    public void Draw(HtmlWriter html, ReportContext context)
    {
        html.Open(
            "rect", ("class", "region"), ("x", TopologyDrawing.Number(X + 1)), ("y", TopologyDrawing.Number(Y)),
            ("width", TopologyDrawing.Number(Width - 2)), ("height", TopologyDrawing.Number(Height)), ("rx", "8"),
            ("style", $"stroke:var({context.Palette.Region(Region)})")).Close("rect");
        TopologyDrawing.Label(html, X + Gap, Y + 20, Region, "region-name");
        TopologyDrawing.Label(html, X + Gap, Y + 36, Published(context.Results), "small");
        DrawRoutes(html, context.Results);
        foreach ((TopologyNode node, double x, double y) in Places())
        {
            DrawNode(html, context, node, x, y);
        }
    }

    private IEnumerable<(TopologyNode Node, double X, double Y)> Places()
    {
        for (int row = 0; row < _rows.Length; row++)
        {
            double width = (_rows[row].Length * NodeWidth) + ((_rows[row].Length - 1) * Gap);
            for (int i = 0; i < _rows[row].Length; i++)
            {
                yield return (_rows[row][i], X + ((Width - width) / 2) + (i * (NodeWidth + Gap)), Y + TitleHeight + (row * (NodeHeight + RowGap)));
            }
        }
    }

    private string Published(ResultsDocument results)
    {
        string[] streams =
        [
            .. results.Streams.Where(s => s.PublisherRegion == Region)
                .Select(s => $"{s.Name} ({s.VideoCodec}{(s.AudioCodec.Length == 0 ? "" : " + " + s.AudioCodec)}, {Format.Number(Math.Round(s.BitrateKbps))} kbit/s)"),
        ];
        return streams.Length switch
        {
            0 => "no publisher",
            1 => $"publishes {streams[0]}",
            _ => $"publishes {streams.Length} streams",
        };
    }

    // One line per pair of nodes, however many streams it carries.
    private void DrawRoutes(HtmlWriter html, ResultsDocument results)
    {
        Dictionary<string, (double X, double Y)> places = [];
        foreach ((TopologyNode node, double x, double y) in Places())
        {
            places.TryAdd(node.Name, (x, y));
        }

        foreach ((string from, string to) in results.Topology.Routes.Select(r => (r.From, r.To)).Distinct())
        {
            if (places.TryGetValue(from, out (double X, double Y) a) && places.TryGetValue(to, out (double X, double Y) b) && b.Y > a.Y)
            {
                html.Open(
                    "line", ("class", "route"), ("x1", TopologyDrawing.Number(a.X + (NodeWidth / 2))), ("y1", TopologyDrawing.Number(a.Y + NodeHeight)),
                    ("x2", TopologyDrawing.Number(b.X + (NodeWidth / 2))), ("y2", TopologyDrawing.Number(b.Y - 1)), ("marker-end", "url(#arrow)")).Close("line");
            }
        }
    }

    private static void DrawNode(HtmlWriter html, ReportContext context, TopologyNode node, double x, double y)
    {
        ProcessResult? process = context.Results.Processes.FirstOrDefault(p => p.Name == node.Name);
        html.Open(
            "rect", ("class", "node"), ("x", TopologyDrawing.Number(x)), ("y", TopologyDrawing.Number(y)),
            ("width", TopologyDrawing.Number(NodeWidth)), ("height", TopologyDrawing.Number(NodeHeight)), ("rx", "5")).Close("rect");
        html.Open(
            "rect", ("x", TopologyDrawing.Number(x)), ("y", TopologyDrawing.Number(y)), ("width", "8"),
            ("height", TopologyDrawing.Number(NodeHeight)), ("rx", "3"), ("style", $"fill:var({context.Palette.Node(node.Name)})")).Close("rect");
        TopologyDrawing.Label(html, x + 16, y + 18, $"{node.Name} · {node.Role}", "node-name");
        TopologyDrawing.Label(html, x + 16, y + 34, node.Viewers > 0 ? $"{node.Address} · {Format.Count(node.Viewers)} viewers" : node.Address, "small");
        string cpu = process is null ? "CPU not measured" : $"{Format.Number(Math.Round(process.CpuShare, 2))} cores";
        string residence = process?.Residence is { } r ? $" · p99 {Format.Us(r.P99Us)} µs" : "";
        TopologyDrawing.Label(html, x + 16, y + 51, cpu + residence, "small");
    }
}

using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>What was built, with the measured figures of nodes and links on it.</summary>
internal sealed class TopologyBlock : ReportBlock
{
    public override string Id => "topology";

    public override string Title => "Topology with measured link figures";

    public override string ShortTitle => "Topology";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        TopologyResult topology = context.Results.Topology;
        if (topology.Regions.Count == 0)
        {
            NotMeasured(html, "The topology");
            return;
        }

        TopologyDrawing.Write(html, context);
        Note(html, "In each node: CPU cores used, and the 99th percentile of the time that packets stay in it. Region and node colours are the same in every chart.");
        WriteNodes(html, context);
        WriteStreams(html, context);
    }

    private static void WriteNodes(HtmlWriter html, ReportContext context)
    {
        TopologyResult topology = context.Results.Topology;
        var table = new HtmlTable("Nodes");
        table.Text("node").Text("role").Text("region").Text("address").Number("viewers (n)").Text("pulls");
        foreach (TopologyNode node in topology.Nodes)
        {
            table.Row(
                new Cell(node.Name, Swatch: context.Palette.Node(node.Name)), node.Role, node.Region, node.Address, Cell.Of(node.Viewers),
                string.Join(", ", topology.Routes.Where(r => r.To == node.Name).Select(r => $"{r.Stream} from {r.From}")));
        }

        table.Write(html);
    }

    private static void WriteStreams(HtmlWriter html, ReportContext context)
    {
        if (context.Results.Streams.Count == 0)
        {
            return;
        }

        var table = new HtmlTable("Streams as published in the measurement window");
        table.Text("stream").Text("origin").Text("published in").Text("video").Text("audio").Number("video frames (n)")
            .Number("audio frames (n)").Number("packets (n)").Number("rate (kbit/s)");
        foreach (StreamResult stream in context.Results.Streams)
        {
            table.Row(
                stream.Name, new Cell(stream.Origin, Swatch: context.Palette.Node(stream.Origin)), stream.PublisherRegion, stream.VideoCodec,
                stream.AudioCodec.Length == 0 ? "none" : stream.AudioCodec, Cell.Of(stream.SentVideoFrames), Cell.Of(stream.SentAudioFrames),
                Cell.Of(stream.SentPackets), Cell.Of(stream.BitrateKbps, Format.Number));
        }

        table.Write(html);
    }
}

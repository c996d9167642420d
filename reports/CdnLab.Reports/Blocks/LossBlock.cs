using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>What was lost, what was repaired, and whether pictures stood still.</summary>
internal sealed class LossBlock : ReportBlock
{
    public override string Id => "loss";

    public override string Title => "Loss, repair and freezes";

    public override string ShortTitle => "Loss & freezes";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        if (context.Results.RegionPairs.Count == 0)
        {
            NotMeasured(html, "Loss and freezes");
            return;
        }

        Note(html, "Lost: the first transmission did not arrive. Repaired: a retransmission arrived in time for its frame. "
            + "A freeze is a gap between shown frames of at least max(3 × avg, avg + 150 ms), avg over the last 30 (W3C webrtc-stats).");
        var table = new HtmlTable("Loss and freezes per region pair");
        table.Text("published → watched").Number("viewers (n)").Number("packets expected (n)").Number("lost (n)").Number("repaired (n)")
            .Number("residual loss (%)").Number("frames expected (n)").Number("complete (n)").Number("late (n)")
            .Number("freezes (n)").Number("freeze time (s)").Number("freeze ratio (%)");
        foreach (RegionPairResult pair in InMatrixOrder(context, context.Results.RegionPairs, p => (p.PublisherRegion, p.ViewerRegion)))
        {
            table.Row(
                new Cell(Format.Pair(pair.PublisherRegion, pair.ViewerRegion), Swatch: context.Palette.Region(pair.ViewerRegion)),
                Cell.Of(pair.Viewers), Cell.Of(pair.ExpectedPackets), Cell.Of(pair.LostPackets), Cell.Of(pair.RepairedPackets),
                Cell.Of(pair.ResidualLossRatio, Format.Percent), Cell.Of(pair.FramesExpected), Cell.Of(pair.FramesComplete),
                Cell.Of(pair.FramesLate), Cell.Of(pair.FreezeCount), Cell.Of(pair.FreezeTimeMs, Format.Seconds),
                Cell.Of(pair.FreezeRatio, Format.Percent));
        }

        table.Write(html);
    }
}

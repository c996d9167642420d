using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>What the links were asked to do beside what they did.</summary>
internal sealed class LinksBlock : ReportBlock
{
    public override string Id => "links";

    public override string Title => "Links: asked and realised";

    public override string ShortTitle => "Links";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        Note(html, $"Backend: {BackendNames.Of(context.Results.Environment.LinkBackend)}. {context.Results.Environment.LinkBackendReason}");
        if (context.Results.Links.Count == 0)
        {
            NotMeasured(html, "What links do");
            return;
        }

        var table = new HtmlTable("Links by direction, from the emulator's own account");
        table.Text("direction").Number("delay asked (ms)").Number("realised p50 (ms)").Number("realised p95 (ms)").Number("realised p99 (ms)").Number("realised max (ms)")
            .Number("jitter asked (ms)").Number("jitter realised (ms)").Number("loss asked (%)").Number("loss realised (%)")
            .Number("rate asked (Mbit/s)").Number("mean rate (Mbit/s)");
        foreach (LinkResult link in context.Results.Links)
        {
            table.Row(
                Format.Pair(link.From, link.To), Cell.Of(link.AskedDelayMs, Format.Ms), Cell.Of(link.RealisedDelay?.P50Ms, Format.Ms),
                Cell.Of(link.RealisedDelay?.P95Ms, Format.Ms), Cell.Of(link.RealisedDelay?.P99Ms, Format.Ms), Cell.Of(link.RealisedDelay?.MaxMs, Format.Ms),
                Cell.Of(link.AskedJitterMs, Format.Ms), Cell.Of(link.RealisedJitterMs, Format.Ms),
                Cell.Of(link.AskedLossRatio, Format.Percent), Cell.Of(LinkFigures.RealisedLossRatio(link), Format.Percent),
                link.AskedRateMbps is null ? new Cell("unlimited", "1e18") : Cell.Of(link.AskedRateMbps, Format.Number),
                Cell.Of(link.RealisedRateMbps, Format.Number));
        }

        table.Write(html);
        WriteTraffic(html, context);
    }

    private static void WriteTraffic(HtmlWriter html, ReportContext context)
    {
        string[] reasons = [.. context.Results.Links.SelectMany(l => l.Dropped).Select(d => d.Reason).Distinct()];
        var table = new HtmlTable("Traffic, drops by reason, and how late the emulator was");
        table.Text("direction").Number("offered (packets)").Number("delivered (packets)");
        foreach (string reason in reasons)
        {
            table.Number($"dropped: {reason} (packets)");
        }

        table.Number("delivered (MB)").Number("emulator late p50 (µs)").Number("emulator late p99 (µs)");
        foreach (LinkResult link in context.Results.Links)
        {
            table.Row(
            [
                Format.Pair(link.From, link.To), Cell.Of(link.OfferedPackets), Cell.Of(link.DeliveredPackets),
                .. reasons.Select(r => Cell.Of(link.Dropped.Where(d => d.Reason == r).Sum(d => d.Packets))),
                Cell.Of(link.DeliveredBytes / 1e6, _ => Format.Megabytes(link.DeliveredBytes)),
                Cell.Of(link.EmulatorLateness?.P50Ms * 1000, Format.Us), Cell.Of(link.EmulatorLateness?.P99Ms * 1000, Format.Us),
            ]);
        }

        table.Write(html);
    }
}

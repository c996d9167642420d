using System.Text.Json.Nodes;
using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports.Blocks;

/// <summary>What every process used, and how long packets stayed in each node.</summary>
internal sealed class ResourcesBlock : ReportBlock
{
    public override string Id => "resources";

    public override string Title => "CPU and memory per process";

    public override string ShortTitle => "CPU & memory";

    protected override void WriteContent(HtmlWriter html, ReportContext context)
    {
        IReadOnlyList<ProcessResult> processes = context.Results.Processes;
        if (processes.Count == 0)
        {
            NotMeasured(html, "CPU and memory");
            return;
        }

        Note(html, "CPU by the kernel's nanosecond clocks. Run-queue wait: threads were ready but had no core; it makes packets late without "
            + "the program's doing. Residence: kernel receive to send. Grey: the tester itself.");
        context.Charts.Add(
            html, "resources", "Bars: CPU cores used and resident memory, one bar per process.",
            ["process", "CPU (cores)", "resident (MiB)"],
            processes.Select(p => new JsonArray(p.Name, ChartSet.Number(p.CpuShare), ChartSet.Number(p.RssMib))),
            new JsonObject { ["colors"] = new JsonArray([.. processes.Select(p => JsonValue.Create(Color(context, p)))]) });
        WriteCpu(html, context, processes);
        WriteMemory(html, context, processes);
    }

    private static string Color(ReportContext context, ProcessResult process) =>
        process.Kind == ProcessKind.Node ? context.Palette.Node(process.Name) : "--tester";

    private static void WriteCpu(HtmlWriter html, ReportContext context, IReadOnlyList<ProcessResult> processes)
    {
        var table = new HtmlTable("CPU and packets in the measurement window");
        table.Text("process").Text("role").Text("region").Number("window (s)").Number("CPU (s)").Number("CPU (cores)").Number("run-queue wait (%)")
            .Number("forwarded (packets)").Number("CPU per packet (µs)")
            .Number("residence (n)").Number("residence p50 (µs)").Number("residence p99 (µs)").Number("residence max (µs)");
        foreach (ProcessResult p in processes)
        {
            table.Row(
                new Cell(p.Name, Swatch: Color(context, p)), p.Kind == ProcessKind.Node ? p.Role : p.Kind.ToString().ToLowerInvariant(), p.Region,
                Cell.Of(p.WindowSeconds, Format.Number), Cell.Of(p.CpuSeconds, Format.Number), Cell.Of(p.CpuShare, Format.Number),
                Cell.Of(p.RunQueueWaitRatio, Format.Percent), Cell.Of(p.PacketsForwarded), Cell.Of(p.CpuPerPacketUs, Format.Us),
                Cell.Of(p.Residence?.Count), Cell.Of(p.Residence?.P50Us, Format.Us), Cell.Of(p.Residence?.P99Us, Format.Us), Cell.Of(p.Residence?.MaxUs, Format.Us));
        }

        table.Write(html);
    }

    private static void WriteMemory(HtmlWriter html, ReportContext context, IReadOnlyList<ProcessResult> processes)
    {
        var table = new HtmlTable("Memory and garbage collection in the measurement window");
        table.Text("process").Number("resident (MiB)").Number("peak (MiB)").Number("threads (n)").Number("collections (n)")
            .Number("GC pause (ms)").Number("allocated (MB)");
        foreach (ProcessResult p in processes)
        {
            table.Row(
                new Cell(p.Name, Swatch: Color(context, p)), Cell.Of(p.RssMib, Format.Us), Cell.Of(p.PeakRssMib, Format.Us), Cell.Of(p.Threads),
                Cell.Of(p.GcCollections), Cell.Of(p.GcPauseMs, Format.Ms), Cell.Of(p.AllocatedBytes / 1e6, _ => Format.Megabytes(p.AllocatedBytes)));
        }

        table.Write(html);
    }
}

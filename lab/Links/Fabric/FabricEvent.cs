using System.Text.Json.Serialization;

namespace CdnLab.Links.Fabric;

/// <summary>A line on the fabric's standard output.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Snapshot), "snapshot")]
[JsonDerivedType(typeof(Reset), "reset")]
[JsonDerivedType(typeof(LinkSet), "link-set")]
[JsonDerivedType(typeof(Stopped), "stopped")]
[JsonDerivedType(typeof(Error), "error")]
public abstract record FabricEvent
{
    private FabricEvent()
    {
    }

    /// <summary>Namespaces and links stand; packets are being moved.</summary>
    /// <param name="Pid">The fabric's process id.</param>
    /// <param name="Namespaces">
    /// Region name to a path that <c>nsenter --net=PATH</c> and setns(2) take, as long as the fabric lives:
    /// <c>/proc/PID/fd/N</c>.
    /// </param>
    /// <param name="Fifo">Whether the packet thread runs as SCHED_FIFO.</param>
    /// <param name="Warnings">What a reader should know before trusting the numbers: no SCHED_FIFO, a sysctl that could not be set.</param>
    public sealed record Ready(
        int Pid, IReadOnlyDictionary<string, string> Namespaces, bool Fifo, IReadOnlyList<string> Warnings) : FabricEvent;

    /// <summary>The ground truth since the last reset, or since the start.</summary>
    /// <param name="SinceNs">Monotonic time of the reset, in nanoseconds.</param>
    /// <param name="AtNs">Monotonic time of the snapshot, in nanoseconds.</param>
    /// <param name="Links">One entry per direction.</param>
    /// <param name="Regions">One entry per region.</param>
    /// <param name="Instrument">What the emulator says about itself.</param>
    public sealed record Snapshot(
        long SinceNs,
        long AtNs,
        IReadOnlyList<LinkDirectionTruth> Links,
        IReadOnlyList<RegionTruth> Regions,
        InstrumentTruth Instrument) : FabricEvent;

    /// <summary>Counters and histograms are zero.</summary>
    /// <param name="AtNs">Monotonic time of the reset, in nanoseconds.</param>
    public sealed record Reset(long AtNs) : FabricEvent;

    /// <summary>The link is as asked for.</summary>
    /// <param name="AtNs">Monotonic time of the change, in nanoseconds.</param>
    public sealed record LinkSet(long AtNs) : FabricEvent;

    /// <summary>The last line: the trace is written, the process ends.</summary>
    /// <param name="TraceRecords">Packets in the trace file.</param>
    /// <param name="TraceLost">Packets to be traced for which there was no room.</param>
    public sealed record Stopped(long TraceRecords, long TraceLost) : FabricEvent;

    /// <summary>A command was refused, or the fabric could not start (then it ends with a non-zero exit code).</summary>
    /// <param name="Message">What was wrong, in words.</param>
    public sealed record Error(string Message) : FabricEvent;
}

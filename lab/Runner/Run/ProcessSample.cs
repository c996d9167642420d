using CdnLab.Core;
using CdnLab.Measurement.Linux;

namespace CdnLab.Runner.Run;

/// <summary>A process's clocks at one moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="CpuNs">CPU time so far.</param>
/// <param name="Waits">Time so far that each of its threads waited for a core.</param>
/// <param name="Memory">Memory now.</param>
internal readonly record struct ProcessSample(Instant At, long CpuNs, IReadOnlyDictionary<int, long> Waits, ProcessMemory Memory)
{
    /// <summary>Reads the clocks; zeros for a process that is gone.</summary>
    public static ProcessSample Read(int processId)
    {
        ProcessCpuClock.TryRead(processId, out long cpu);
        ProcessMemory.TryRead(processId, out ProcessMemory memory);
        return new ProcessSample(SystemClock.Now, cpu, RunQueueWait.Read(processId), memory);
    }
}

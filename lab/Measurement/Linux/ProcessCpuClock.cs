using System.Runtime.InteropServices;

namespace CdnLab.Measurement.Linux;

/// <summary>
/// The CPU time that a process has used, all its threads together, in the kernel's nanoseconds. (/proc/PID/stat counts
/// ticks of 10 ms, far too coarse for microseconds per packet.)
/// </summary>
/// <remarks>clock_getcpuclockid(3), clock_gettime(2). Any thread.</remarks>
public static partial class ProcessCpuClock
{
    /// <summary>Reads the clock of a process.</summary>
    /// <param name="processId">The process; it need not be a child of ours.</param>
    /// <param name="nanoseconds">User and system time since the process began.</param>
    /// <returns>False when there is no such process (any more), or not on Linux.</returns>
    public static bool TryRead(int processId, out long nanoseconds)
    {
        nanoseconds = 0;
        if (!OperatingSystem.IsLinux()
            || ClockGetCpuClockId(processId, out int clock) != 0
            || ClockGetTime(clock, out Timespec time) != 0)
        {
            return false;
        }

        nanoseconds = (time.Seconds * 1_000_000_000L) + time.Nanoseconds;
        return true;
    }

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int ClockGetCpuClockId(int pid, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CdnLab.Core;

/// <summary>The host's clocks. Never named inside a protocol core: there, time comes in as an argument.</summary>
public static partial class SystemClock
{
    private const int ClockRealtime = 0;

    /// <summary>Now, on the clock that all processes of this host share and that never steps.</summary>
    public static Instant Now => new(Stopwatch.GetTimestamp() * (1_000_000_000L / Stopwatch.Frequency));

    /// <summary>Nanoseconds since 1970-01-01 UTC; may step when the host's clock is set.</summary>
    public static long UnixNanoseconds
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
            }

            ClockGetTime(ClockRealtime, out Timespec time);
            return (time.Seconds * 1_000_000_000L) + time.Nanoseconds;
        }
    }

    /// <summary>
    /// What must be added to an <see cref="Instant"/> to get Unix nanoseconds, read between two readings of the monotonic
    /// clock; of five tries the one with the narrowest bracket counts.
    /// </summary>
    public static long MeasureUnixOffset()
    {
        long best = 0;
        long narrowest = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = Now.Nanoseconds;
            long unix = UnixNanoseconds;
            long after = Now.Nanoseconds;
            if (after - before < narrowest)
            {
                narrowest = after - before;
                best = unix - (before + ((after - before) / 2));
            }
        }

        return best;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

using System.Globalization;

namespace CdnLab.Measurement.Linux;

/// <summary>
/// How long the threads of a process were ready to run but waited for a CPU. Where this grows, a late packet is the
/// machine's doing and not the program's.
/// </summary>
/// <remarks>Second field of /proc/PID/task/TID/schedstat (kernel documentation, scheduler/sched-stats). Any thread.</remarks>
public static class RunQueueWait
{
    /// <summary>Reads the sum over the threads that live now; a thread that ends takes its share along.</summary>
    /// <returns>False when there is no such process, or the kernel keeps no such statistics.</returns>
    public static bool TryRead(int processId, out long nanoseconds)
    {
        nanoseconds = 0;
        bool any = false;
        string[] threads;
        try
        {
            threads = Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/task"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        foreach (string thread in threads)
        {
            if (ProcFile.TryRead(Path.Combine(thread, "schedstat")) is { } text && TryParse(text, out long waited))
            {
                nanoseconds += waited;
                any = true;
            }
        }

        return any;
    }

    /// <summary>Takes the waiting time, in nanoseconds, from the text of one schedstat file: <c>ran waited slices</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        Span<Range> fields = stackalloc Range[4];
        return text.Trim().Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries) >= 2
            && long.TryParse(text.Trim()[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out nanoseconds);
    }
}

using System.Globalization;

namespace CdnLab.Measurement.Linux;

/// <summary>
/// How long the threads of a process were ready to run but waited for a CPU. Where this grows, a late packet is the
/// machine's doing and not the program's.
/// </summary>
/// <remarks>Second field of /proc/PID/task/TID/schedstat (kernel documentation, scheduler/sched-stats). Any thread.</remarks>
public static class RunQueueWait
{
    /// <summary>What the threads of a process waited between two readings.</summary>
    /// <remarks>Threads that ended in between take what they waited along; those that began count in full.</remarks>
    public static long Between(IReadOnlyDictionary<int, long> earlier, IReadOnlyDictionary<int, long> later) =>
        later.Sum(thread => Math.Max(0, thread.Value - earlier.GetValueOrDefault(thread.Key)));

    /// <summary>Reads what each living thread has waited so far: thread id to nanoseconds.</summary>
    /// <returns>Empty when there is no such process, or the kernel keeps no such statistics.</returns>
    public static IReadOnlyDictionary<int, long> Read(int processId)
    {
        var waits = new Dictionary<int, long>();
        string[] threads;
        try
        {
            threads = Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/task"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return waits;
        }

        foreach (string thread in threads)
        {
            if (ProcFile.TryRead(Path.Combine(thread, "schedstat")) is { } text && TryParse(text, out long waited)
                && int.TryParse(Path.GetFileName(thread), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                waits[id] = waited;
            }
        }

        return waits;
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

namespace CdnLab.Links.Fabric;

/// <summary>What the kernel's scheduler says about a thread, in nanoseconds since it began.</summary>
/// <param name="OnCpu">Time on a processor.</param>
/// <param name="RunQueueWait">Time ready to run but waiting for a processor.</param>
internal readonly record struct ThreadStatistics(long OnCpu, long RunQueueWait)
{
    /// <summary>Reads /proc/self/task/TID/schedstat; zeros when the kernel was built without it.</summary>
    public static ThreadStatistics Read(int threadId)
    {
        string file = $"/proc/self/task/{threadId}/schedstat";
        if (!File.Exists(file))
        {
            return default;
        }

        string[] fields = File.ReadAllText(file).Split(' ');
        return new ThreadStatistics(long.Parse(fields[0]), long.Parse(fields[1]));
    }
}

using System.Globalization;

namespace CdnLab.Measurement.Linux;

/// <summary>The memory and threads of a process at one moment.</summary>
/// <param name="ResidentBytes">Resident set now (VmRSS).</param>
/// <param name="PeakResidentBytes">Largest resident set so far (VmHWM).</param>
/// <param name="Threads">Threads now.</param>
/// <remarks>/proc/PID/status, proc_pid_status(5).</remarks>
public readonly record struct ProcessMemory(long ResidentBytes, long PeakResidentBytes, int Threads)
{
    /// <summary>Reads a process; false when there is none (any more).</summary>
    public static bool TryRead(int processId, out ProcessMemory memory)
    {
        memory = default;
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status");
        return ProcFile.TryRead(path) is { } text && TryParse(text, out memory);
    }

    /// <summary>Takes the figures from the text of a status file; false when one is missing, as in a zombie's.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ProcessMemory memory)
    {
        long resident = -1;
        long peak = -1;
        long threads = -1;
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (line.StartsWith("VmRSS:"))
            {
                resident = Number(line);
            }
            else if (line.StartsWith("VmHWM:"))
            {
                peak = Number(line);
            }
            else if (line.StartsWith("Threads:"))
            {
                threads = Number(line);
            }
        }

        bool complete = resident >= 0 && peak >= 0 && threads >= 0;
        memory = complete ? new ProcessMemory(resident * 1024, peak * 1024, (int)threads) : default;
        return complete;
    }

    private static long Number(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> value = line[(line.IndexOf(':') + 1)..].Trim();
        int end = value.IndexOf(' ');
        return long.TryParse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : -1;
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CdnLab.Processes;

/// <summary>Signals to children.</summary>
internal static partial class Signals
{
    private const int SIGKILL = 9;
    private const int SIGTERM = 15;
    private const int ESRCH = 3;

    /// <summary>Asks a process to end; nothing happens if it has ended.</summary>
    public static void Terminate(Process process) => Send(process, process.Id, SIGTERM);

    /// <summary>Ends a process and all that it started in its session.</summary>
    public static void Kill(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            Send(process, process.Id, SIGKILL);
            return;
        }

        // The group first: once the leader is reaped its number names nothing. Before setsid has run there is no group yet.
        if (OperatingSystem.IsLinux())
        {
            Send(process, -process.Id, SIGKILL);
        }

        Send(process, process.Id, SIGKILL);
    }

    /// <summary>Ends what is left of a child's session after the child itself is gone.</summary>
    public static void KillRest(int leader)
    {
        if (OperatingSystem.IsLinux() && Kill(-leader, SIGKILL) != 0 && Marshal.GetLastPInvokeError() != ESRCH)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private static void Send(Process process, int target, int signal)
    {
        if (process.HasExited)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
        }
        else if (Kill(target, signal) != 0 && Marshal.GetLastPInvokeError() is not ESRCH and int error)
        {
            throw new Win32Exception(error, $"kill({target}, {signal})");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CdnLab.Processes;

/// <summary>Signals to children, by process id. A process that is gone is no error.</summary>
internal static partial class Signals
{
    private const int SIGKILL = 9;
    private const int SIGTERM = 15;
    private const int ESRCH = 3;

    /// <summary>Asks a process to end; on Windows, where there is no such signal, ends it.</summary>
    public static void Terminate(int pid)
    {
        if (OperatingSystem.IsWindows())
        {
            Kill(pid);
        }
        else
        {
            Send(pid, SIGTERM);
        }
    }

    /// <summary>Ends a process and all that it started in its session.</summary>
    public static void Kill(int pid)
    {
        if (OperatingSystem.IsWindows())
        {
            using Process process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
            return;
        }

        // The group first: once the leader is reaped its number names nothing. Before setsid has run there is no group yet.
        KillSession(pid);
        Send(pid, SIGKILL);
    }

    /// <summary>Ends what is in a child's session, also when the child itself is gone.</summary>
    public static void KillSession(int leader)
    {
        if (OperatingSystem.IsLinux())
        {
            Send(-leader, SIGKILL);
        }
    }

    private static void Send(int target, int signal)
    {
        if (KillCall(target, signal) != 0 && Marshal.GetLastPInvokeError() is not ESRCH and int error)
        {
            throw new Win32Exception(error, $"kill({target}, {signal}) failed");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int pid, int signal);
}

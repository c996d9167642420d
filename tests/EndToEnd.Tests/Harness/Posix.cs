using System.Runtime.InteropServices;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>Signals, as a person or the kernel sends them.</summary>
internal static partial class Posix
{
    public const int SIGINT = 2;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;

    public static void Send(int processId, int signal) =>
        Assert.True(Kill(processId, signal) == 0, $"signal {signal} could not be sent to process {processId}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}

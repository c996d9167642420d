using System.Collections.Concurrent;
using System.Diagnostics;

namespace CdnLab.Processes;

/// <summary>Forks every child from one thread that lives as long as the process.</summary>
/// <remarks>
/// The kernel sends a child its parent-death signal when the <em>thread</em> that forked it ends (prctl(2), PR_SET_PDEATHSIG),
/// and pool threads come and go: a child forked from one would be killed at a random moment.
/// </remarks>
internal static class ProcessLauncher
{
    private static readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Done)> Queue = [];

    static ProcessLauncher() => new Thread(Run) { IsBackground = true, Name = "process launcher" }.Start();

    /// <summary>Starts a process; fails as <see cref="Process.Start(ProcessStartInfo)"/> does.</summary>
    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((info, done));
        return done.Task;
    }

    private static void Run()
    {
        foreach ((ProcessStartInfo info, TaskCompletionSource<Process> done) in Queue.GetConsumingEnumerable())
        {
            try
            {
                done.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }
}

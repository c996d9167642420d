using CdnLab.Core;

namespace CdnLab.Udp;

/// <summary>A function to run on a loop's thread, and the task that its caller waits for.</summary>
internal sealed class LoopCommand<T>(Func<Instant, T> function) : ILoopCommand
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    public void Run(Instant now)
    {
        try
        {
            _completion.SetResult(function(now));
        }
        catch (Exception exception)
        {
            // The caller learns of it as of any call that fails.
            _completion.SetException(exception);
        }
    }

    public void Refuse() => _completion.TrySetException(new ObjectDisposedException(nameof(DatagramLoop)));
}

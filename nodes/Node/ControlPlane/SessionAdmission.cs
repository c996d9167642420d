using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;

namespace CdnLab.Node.ControlPlane;

/// <summary>
/// Holds the number of sessions under the limit. Counts upwards on its own and asks the media half how many there really
/// are only when that count reaches the limit, so an ordinary join costs nothing. Any thread.
/// </summary>
public sealed class SessionAdmission(NodeSettings settings, IMediaPlane media)
{
    private readonly SemaphoreSlim _refresh = new(1);
    private int _estimate;
    private int _pending;

    /// <summary>Asks for one more session; the answer holds until the result is disposed.</summary>
    /// <returns>Null when the node is full; else to be disposed when the session stands or has been refused.</returns>
    public async ValueTask<IDisposable?> TryEnterAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _estimate) > settings.MaxSessions && !await RefreshAsync(cancellation))
        {
            return null;
        }

        Interlocked.Increment(ref _pending);
        return new Pending(this);
    }

    private async ValueTask<bool> RefreshAsync(CancellationToken cancellation)
    {
        await _refresh.WaitAsync(cancellation);
        try
        {
            MediaStatus status = await media.GetStatusAsync(cancellation);
            int live = status.Sessions.Values.Sum() + Volatile.Read(ref _pending);
            Volatile.Write(ref _estimate, Math.Min(live + 1, settings.MaxSessions));
            return live < settings.MaxSessions;
        }
        finally
        {
            _refresh.Release();
        }
    }

    private sealed class Pending(SessionAdmission owner) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref owner._pending);
    }
}

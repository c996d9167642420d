using CdnLab.Core;

namespace CdnLab.Rtc.Feedback;

/// <summary>Merges the key-frame requests of many into few: the first passes at once, then at most one per interval.</summary>
/// <remarks>
/// A request within the interval is kept until it ends and passes then, unless a key frame has come. A request that got
/// lost on its way upstream is repeated when somebody downstream asks again. Owned by one loop.
/// </remarks>
public sealed class KeyFrameRequestGate
{
    private readonly TimeSpan _interval;
    private bool _pending;
    private bool _anySent;
    private Instant _lastSent;

    /// <summary>Begins open.</summary>
    /// <param name="interval">The shortest time between two requests; default 500 ms.</param>
    public KeyFrameRequestGate(TimeSpan? interval = null) => _interval = interval ?? TimeSpan.FromMilliseconds(500);

    /// <summary>When <see cref="TryTake"/> will let a kept request pass; never when there is none.</summary>
    public Instant NextTimeout => !_pending ? Instant.Never : _anySent ? _lastSent + _interval : Instant.Zero;

    /// <summary>Requests received.</summary>
    public long Received { get; private set; }

    /// <summary>Requests let through.</summary>
    public long Sent { get; private set; }

    /// <summary>Somebody needs a key frame. Ask <see cref="TryTake"/> afterwards.</summary>
    public void Request()
    {
        Received++;
        _pending = true;
    }

    /// <summary>A key frame has come: nobody waits any more.</summary>
    public void OnKeyFrame() => _pending = false;

    /// <summary>Whether a request is to be sent now; it then counts as sent.</summary>
    public bool TryTake(Instant now)
    {
        if (!_pending || now < NextTimeout)
        {
            return false;
        }

        _pending = false;
        _anySent = true;
        _lastSent = now;
        Sent++;
        return true;
    }
}

using CdnLab.Core;

namespace CdnLab.Measurement;

/// <summary>
/// Finds the freezes and pauses of one video as its frames are shown. A freeze is a gap between two frames of at least
/// max(3 × avg, avg + 150 ms), where avg is the mean of the last 30 gaps.
/// </summary>
/// <remarks>
/// W3C webrtc-stats, freezeCount, totalFreezesDuration, pauseCount, totalPausesDuration. Two points that the text leaves
/// open: a gap is compared with the gaps before it, not with a mean that it has already raised, so a few more freezes are
/// found than a browser counts; and no freeze is declared before 5 gaps are known, as browsers do. Sans-IO; no allocation
/// per frame; one thread.
/// </remarks>
public sealed class FreezeDetector
{
    private const int WindowGaps = 30;
    private const int LeastGaps = 5;
    private const long LeastIncreaseNanoseconds = 150_000_000;
    private const long PauseNanoseconds = 5_000_000_000;

    private readonly long[] _gaps = new long[WindowGaps];
    private int _gapCount;
    private int _next;
    private long _gapSum;
    private Instant _last;
    private bool _started;

    /// <summary>Frames shown so far.</summary>
    public long FramesRendered { get; private set; }

    /// <summary>Freezes so far.</summary>
    public int FreezeCount { get; private set; }

    /// <summary>Sum of all freezes, each from the frame before to the frame after, in nanoseconds.</summary>
    public long FreezeNanoseconds { get; private set; }

    /// <summary>Gaps of more than 5 s; they are not counted as freezes as well.</summary>
    public int PauseCount { get; private set; }

    /// <summary>Sum of all pauses in nanoseconds.</summary>
    public long PausedNanoseconds { get; private set; }

    /// <summary>Records that a frame is shown. Moments may not go backwards; one that does counts as a gap of 0.</summary>
    /// <returns>How long the freeze or pause lasted that this frame ends, in nanoseconds; 0 when there was none.</returns>
    public long OnFrameRendered(Instant now)
    {
        FramesRendered++;
        if (!_started)
        {
            _started = true;
            _last = now;
            return 0;
        }

        long gap = Math.Max(0, now.NanosecondsSince(_last));
        _last = Instant.Max(_last, now);
        long frozen = Judge(gap);
        Remember(gap);
        return frozen;
    }

    /// <summary>
    /// Closes the account: a video that stands still at the end of the window has frozen too, though no frame ends it.
    /// Call once, last.
    /// </summary>
    /// <returns>As <see cref="OnFrameRendered"/>.</returns>
    public long Finish(Instant now) => _started ? Judge(Math.Max(0, now.NanosecondsSince(_last))) : 0;

    private long Judge(long gap)
    {
        if (gap > PauseNanoseconds)
        {
            PauseCount++;
            PausedNanoseconds += gap;
            return gap;
        }

        if (_gapCount < LeastGaps)
        {
            return 0;
        }

        long average = _gapSum / _gapCount;
        if (gap < Math.Max(3 * average, average + LeastIncreaseNanoseconds))
        {
            return 0;
        }

        FreezeCount++;
        FreezeNanoseconds += gap;
        return gap;
    }

    private void Remember(long gap)
    {
        if (_gapCount == WindowGaps)
        {
            _gapSum -= _gaps[_next];
        }
        else
        {
            _gapCount++;
        }

        _gaps[_next] = gap;
        _gapSum += gap;
        _next = (_next + 1) % WindowGaps;
    }
}

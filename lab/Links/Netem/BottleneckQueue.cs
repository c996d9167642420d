using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>
/// The bottleneck of a link as a virtual clock: it knows until when the transmitter is busy, and so how long a packet
/// offered now would wait, without holding any packet.
/// </summary>
/// <remarks>Owned by one thread; <c>now</c> never goes back.</remarks>
internal sealed class BottleneckQueue
{
    private readonly Bitrate _rate;
    private readonly long _longestWait;
    private readonly long[] _starts;
    private long _busyUntil = long.MinValue;
    private int _head;
    private int _waiting;

    public BottleneckQueue(LinkProfile profile)
    {
        _rate = profile.Rate;
        _longestWait = profile.QueueTime == TimeSpan.Zero ? long.MaxValue : profile.QueueTime.Ticks * 100;
        _starts = profile.Rate.BitsPerSecond == 0 ? [] : new long[profile.QueuePackets];
    }

    /// <summary>
    /// Sends a packet through the bottleneck. Returns whether it had room; then <paramref name="sent"/> is when its last
    /// byte leaves, and <paramref name="wait"/> how many nanoseconds it waited for the packets ahead.
    /// </summary>
    public bool TrySend(long now, int size, out long sent, out long wait)
    {
        sent = now;
        wait = 0;
        if (_rate.BitsPerSecond == 0)
        {
            return true;
        }

        long start = Math.Max(now, _busyUntil);
        wait = start - now;
        if (wait > _longestWait || (_starts.Length > 0 && !TryWait(now, start)))
        {
            return false;
        }

        sent = _busyUntil = start + _rate.NanosecondsFor(size);
        return true;
    }

    /// <summary>Takes over the backlog of the bottleneck that this one replaces, so that no packet overtakes it.</summary>
    public void Continue(BottleneckQueue previous) => _busyUntil = previous._busyUntil;

    // A packet waits until its transmission starts. Starts never decrease, so a ring of them counts the waiting packets.
    private bool TryWait(long now, long start)
    {
        while (_waiting > 0 && _starts[_head] <= now)
        {
            _head = (_head + 1) % _starts.Length;
            _waiting--;
        }

        if (start <= now)
        {
            return true;
        }

        if (_waiting == _starts.Length)
        {
            return false;
        }

        _starts[(_head + _waiting++) % _starts.Length] = start;
        return true;
    }
}

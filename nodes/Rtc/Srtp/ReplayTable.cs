namespace CdnLab.Rtc.Srtp;

/// <summary>The replay windows of the sources that one peer sends from.</summary>
internal sealed class ReplayTable(int maximum)
{
    private uint[] _sources = new uint[4];
    private ReplayWindow[] _windows = new ReplayWindow[4];
    private int _last;

    /// <summary>Sources known.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no more sources can be added.</summary>
    public bool IsFull => Count == maximum;

    /// <summary>The window at a place that <see cref="Find"/> returned.</summary>
    public ref ReplayWindow this[int place] => ref _windows[place];

    /// <summary>The place of a source; negative when it is unknown.</summary>
    public int Find(uint ssrc)
    {
        // Packets come in runs of one source.
        if (_last < Count && _sources[_last] == ssrc)
        {
            return _last;
        }

        int place = _sources.AsSpan(0, Count).IndexOf(ssrc);
        if (place >= 0)
        {
            _last = place;
        }

        return place;
    }

    /// <summary>Adds a source with its first authentic packet.</summary>
    public void Add(uint ssrc, ulong index)
    {
        if (IsFull)
        {
            throw new InvalidOperationException($"There are {Count} sources already.");
        }

        if (Count == _sources.Length)
        {
            Array.Resize(ref _sources, Count * 2);
            Array.Resize(ref _windows, Count * 2);
        }

        _sources[Count] = ssrc;
        _windows[Count] = new ReplayWindow(index);
        _last = Count++;
    }
}

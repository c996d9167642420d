using CdnLab.Core;
using CdnLab.Measurement;
using CdnLab.Media;
using CdnLab.Rtc.Receiving;

namespace CdnLab.Viewers.Peers;

/// <summary>What one viewer saw of the frames of a measuring window.</summary>
public sealed class ViewerMeasurement
{
    /// <summary>
    /// A frame that is complete later than this after its planned moment has missed its place in any real-time player:
    /// twice the longest round trip of the link profiles in use, and a jitter buffer's 200 ms.
    /// </summary>
    public static readonly TimeSpan PlayoutBudget = TimeSpan.FromMilliseconds(500);

    private readonly FreezeDetector _freezes = new();

    /// <summary>From planned moment to the kernel's receipt of the completing packet; pictures and sounds.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Complete pictures.</summary>
    public long VideoFrames { get; private set; }

    /// <summary>Complete sounds.</summary>
    public long AudioFrames { get; private set; }

    /// <summary>Complete frames that came later than <see cref="PlayoutBudget"/>.</summary>
    public long LateFrames { get; private set; }

    /// <summary>Complete frames whose bytes are not those of any frame of the clip.</summary>
    public long DamagedFrames { get; private set; }

    /// <summary>Packets that the sender's numbering says were sent.</summary>
    public long PacketsExpected { get; set; }

    /// <summary>What became of the packets that were missed.</summary>
    public TrackLoss Loss { get; set; }

    /// <summary>W3C freezes.</summary>
    public int Freezes => _freezes.FreezeCount;

    /// <summary>Nanoseconds frozen.</summary>
    public long FrozenNanoseconds => _freezes.FreezeNanoseconds;

    /// <summary>Adds a complete frame.</summary>
    public void Add(bool video, in AssembledFrame frame, Instant captured, bool damaged, StreamLatencies stream)
    {
        long latency = Math.Max(0, frame.LastArrival.NanosecondsSince(captured));
        Latency.Record(latency);
        stream.Record(video, captured, latency);
        VideoFrames += video ? 1 : 0;
        AudioFrames += video ? 0 : 1;
        LateFrames += latency > PlayoutBudget.Ticks * 100 ? 1 : 0;
        DamagedFrames += damaged ? 1 : 0;
        if (video)
        {
            _freezes.OnFrameRendered(frame.LastArrival);
        }
    }

    /// <summary>The window has ended: a freeze that lasted until then counts as well.</summary>
    public void FinishFreezes(Instant windowEnd) => _freezes.Finish(windowEnd);
}

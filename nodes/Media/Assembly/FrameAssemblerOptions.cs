namespace CdnLab.Media;

/// <summary>When a <see cref="FrameAssembler"/> stops waiting for missing packets.</summary>
public sealed record FrameAssemblerOptions
{
    /// <summary>The usual values.</summary>
    public static FrameAssemblerOptions Default { get; } = new();

    /// <summary>
    /// From the moment a gap is seen (for a frame of which packets are here: from its first packet) to giving up. Default 1 s:
    /// some retransmissions on a 200 ms path. Waiting costs no latency in the figures, for a frame carries its arrival times.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Frames that may wait behind an incomplete one before it is given up. Default 60: two seconds of video, 1.2 s of audio.</summary>
    public int MaxWaitingFrames { get; init; } = 60;

    /// <summary>
    /// Packets from the oldest awaited to the newest, rounded up to a power of two, 16 to 32768. Default 512: 5 s at 500 kbit/s,
    /// 1 s at 5 Mbit/s. Each takes 24 bytes at all times, and a pool block while it waits.
    /// </summary>
    public int WindowPackets { get; init; } = 512;
}

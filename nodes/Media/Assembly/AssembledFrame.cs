using CdnLab.Core;

namespace CdnLab.Media;

/// <summary>A frame that arrived, or one that did not.</summary>
public readonly record struct AssembledFrame
{
    /// <summary>Complete, or why it was given up.</summary>
    public FrameOutcome Outcome { get; init; }

    /// <summary>Whether all its packets arrived.</summary>
    public bool IsComplete => Outcome == FrameOutcome.Complete;

    /// <summary>Whether any packet of the frame arrived. If not, <see cref="Timestamp"/> and the arrivals mean nothing, and the
    /// gap may have held more than one frame.</summary>
    public bool IsKnown => Packets > 0;

    /// <summary>RTP timestamp.</summary>
    public uint Timestamp { get; init; }

    /// <summary>Whether it is a key frame; true for every audio frame. Of a frame given up only known if its first packet arrived.</summary>
    public bool IsKeyFrame { get; init; }

    /// <summary>Whether no frame had been complete before: a viewer that joined in the middle of a frame lost nothing by it.</summary>
    public bool IsBeforeFirstFrame { get; init; }

    /// <summary>Arrival of the earliest packet of it.</summary>
    public Instant FirstArrival { get; init; }

    /// <summary>Arrival of the latest packet of it: of a complete frame the one that completed it.</summary>
    public Instant LastArrival { get; init; }

    /// <summary>Packets that arrived, duplicates not counted.</summary>
    public int Packets { get; init; }

    /// <summary>Packets known to be missing: gaps in the sequence numbers that were given up with it. A tail that no later
    /// packet shows to be missing is not counted.</summary>
    public int MissingPackets { get; init; }

    /// <summary>Bytes that arrived, payload descriptors not counted.</summary>
    public int Bytes { get; init; }

    /// <summary><see cref="FrameHash.Compute"/> of the frame as the encoder made it; 0 if it was given up.</summary>
    public ulong Hash { get; init; }

    /// <summary>Extended sequence number of the first packet (of a frame given up: where the gap or the frame begins).</summary>
    public long FirstSequence { get; init; }

    /// <summary>Extended sequence number of the last packet that arrived or was given up.</summary>
    public long LastSequence { get; init; }
}

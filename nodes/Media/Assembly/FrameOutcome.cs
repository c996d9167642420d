namespace CdnLab.Media;

/// <summary>What became of a frame.</summary>
public enum FrameOutcome : byte
{
    /// <summary>All its packets are here.</summary>
    Complete,

    /// <summary>Packets were still missing when its time was over.</summary>
    Deadline,

    /// <summary>Packets were still missing when too many later frames waited behind it.</summary>
    Overtaken,

    /// <summary>Packets were still missing when the stream had moved on by the whole window.</summary>
    WindowExceeded,

    /// <summary>No packet is missing, yet it has no beginning: the sender's packets make no sense.</summary>
    Malformed,

    /// <summary>Packets were still missing when the stream was ended by the caller.</summary>
    Ended,
}

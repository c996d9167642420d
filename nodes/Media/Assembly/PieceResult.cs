namespace CdnLab.Media;

/// <summary>What <see cref="FrameAssembler.Add"/> did with a packet.</summary>
public enum PieceResult : byte
{
    /// <summary>It is part of a frame.</summary>
    Stored,

    /// <summary>It has no payload (RTP padding, a bandwidth probe): its sequence number is accounted for.</summary>
    Filler,

    /// <summary>It is here already.</summary>
    Duplicate,

    /// <summary>Its frame is delivered or given up already.</summary>
    Late,

    /// <summary>Its payload cannot be parsed; it counts as missing.</summary>
    Malformed,

    /// <summary>Its payload is larger than the pool's blocks; it counts as missing.</summary>
    Oversized,
}

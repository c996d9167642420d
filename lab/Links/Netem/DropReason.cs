namespace CdnLab.Links.Netem;

/// <summary>Why a link dropped a packet.</summary>
public enum DropReason : byte
{
    /// <summary>It was not dropped.</summary>
    None,

    /// <summary>Independent random loss of the profile.</summary>
    Loss,

    /// <summary>Burst loss of the profile.</summary>
    BurstLoss,

    /// <summary>The queue of the bottleneck was full.</summary>
    Queue,

    /// <summary>The link is cut.</summary>
    Down,

    /// <summary>The emulator itself had no buffer left: a fault of the instrument, not of the link.</summary>
    Overload,

    /// <summary>The receiving side refused the packet when it was due: a fault of the instrument.</summary>
    WriteFailed,
}

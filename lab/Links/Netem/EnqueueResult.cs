using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>What became of a packet offered to a link.</summary>
/// <param name="Reason">Why it was dropped; <see cref="DropReason.None"/> when it is under way.</param>
/// <param name="Due">When it is to be delivered; <see cref="Instant.Never"/> when dropped.</param>
/// <param name="QueueDelay">How long it waits for the bottleneck, in nanoseconds.</param>
public readonly record struct EnqueueResult(DropReason Reason, Instant Due, long QueueDelay)
{
    /// <summary>Whether the link kept the packet, and with it the slot.</summary>
    public bool IsQueued => Reason == DropReason.None;
}

using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>A packet that is due on the far side of a link.</summary>
/// <param name="Slot">The slot that the caller gave with the packet; it is the caller's again.</param>
/// <param name="Size">Size of the IP packet in bytes.</param>
/// <param name="Enqueued">When the packet was offered.</param>
/// <param name="Due">When it was to be delivered.</param>
public readonly record struct Departure(int Slot, int Size, Instant Enqueued, Instant Due);

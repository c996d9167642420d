using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>One direction of a link as the packet thread uses it.</summary>
/// <param name="Index">Its number among all directions of the plan.</param>
/// <param name="From">The sending region.</param>
/// <param name="To">The receiving region.</param>
/// <param name="Emulator">What decides over its packets; the packet thread's alone once that runs.</param>
internal sealed record LinkDirection(int Index, RegionPort From, RegionPort To, LinkEmulator Emulator);

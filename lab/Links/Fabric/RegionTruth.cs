namespace CdnLab.Links.Fabric;

/// <summary>What came out of a region's device since the last reset.</summary>
/// <param name="Name">The region.</param>
/// <param name="ReadPackets">Packets read from the device.</param>
/// <param name="UnroutablePackets">Packets for no linked region, or not IPv4; dropped.</param>
/// <param name="TunTxPackets">Packets that the kernel put into the device.</param>
/// <param name="TunTxDropped">
/// Packets that the kernel dropped before the emulator could read them; above 0 the emulator did not keep up and the
/// counters of the links do not tell the whole truth.
/// </param>
public sealed record RegionTruth(
    string Name, long ReadPackets, long UnroutablePackets, long TunTxPackets, long TunTxDropped);

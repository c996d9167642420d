using CdnLab.Core;

namespace CdnLab.Links.Netem;

/// <summary>What makes packets belong to one flow, as they look on the wire of one run.</summary>
/// <param name="Protocol">IP protocol number: 17 UDP, 6 TCP.</param>
/// <param name="Source">Source address and port; port 0 where the protocol has none.</param>
/// <param name="Destination">Destination address and port; port 0 where the protocol has none.</param>
/// <remarks>
/// Ephemeral ports differ between runs, so fates do not hang on the key but on the flow's identity: protocol, addresses,
/// and the how-many-th flow it is between them (<see cref="FlowTable"/>).
/// </remarks>
public readonly record struct FlowKey(byte Protocol, NetAddress Source, NetAddress Destination)
{
    /// <summary>A hash of protocol and addresses without the ports.</summary>
    internal ulong PairHash =>
        SeededRandom.Hash(SeededRandom.Hash(Protocol, Source.High, Source.Low), Destination.High, Destination.Low);
}

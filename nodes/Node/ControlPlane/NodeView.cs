using CdnLab.Control;

namespace CdnLab.Node.ControlPlane;

/// <summary>Another node at one moment.</summary>
/// <param name="Info">What it said of itself.</param>
/// <param name="State">Active or passive.</param>
/// <param name="Inbound">Whether the link in use was dialled by the other node.</param>
/// <param name="Outbound">Whether the link in use was dialled here.</param>
/// <param name="Streams">Its streams.</param>
public sealed record NodeView(NodeInfo Info, PeerState State, bool Inbound, bool Outbound, IReadOnlyList<StreamInfo> Streams);

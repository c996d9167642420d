namespace CdnLab.Control;

/// <summary>The nodes that the sender has a link to. The receiver dials those that it does not know.</summary>
/// <param name="Nodes">Active nodes, without the sender and in no particular order.</param>
public sealed record NodeListMessage(IReadOnlyList<NodeInfo> Nodes) : ControlMessage;

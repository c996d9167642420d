namespace CdnLab.Control;

/// <summary>The first message in each direction of a link: who speaks.</summary>
/// <param name="Node">The sender.</param>
/// <param name="Dial">
/// From the side that dialled, the number of this dial, counted from 1 in this process; from the side that accepted, 0.
/// When two links of one pair were dialled by the same side, both sides keep the one with the higher number.
/// </param>
public sealed record HelloMessage(NodeInfo Node, long Dial) : ControlMessage;

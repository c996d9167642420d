namespace CdnLab.Control;

/// <summary>A stream has become playable on the sender.</summary>
/// <param name="Change">
/// Numbers the sender's announcements from 1 in each incarnation. A receiver drops what it has seen already, so that two
/// links of one pair cannot bring an old state back.
/// </param>
/// <param name="Stream">The stream; its node is the sender.</param>
public sealed record StreamPublishedMessage(long Change, StreamInfo Stream) : ControlMessage;

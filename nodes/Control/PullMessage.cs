namespace CdnLab.Control;

/// <summary>Asks the receiver for media of a stream that is published there.</summary>
/// <param name="Id">The sender's name for the pull; unique on the sender.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Offer">A WebRTC offer as a WHEP player makes it.</param>
public sealed record PullMessage(string Id, string Stream, string Offer) : ControlMessage;

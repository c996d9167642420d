namespace CdnLab.Control;

/// <summary>The pulling node has ended a pull; the receiver frees its session.</summary>
/// <param name="Id">The pull.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record PullEndMessage(string Id, string Reason) : ControlMessage;

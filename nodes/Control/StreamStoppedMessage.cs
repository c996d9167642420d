namespace CdnLab.Control;

/// <summary>A stream of the sender is gone.</summary>
/// <param name="Change">The number of the announcement; see <see cref="StreamPublishedMessage"/>.</param>
/// <param name="Name">The stream.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record StreamStoppedMessage(long Change, string Name, string Reason) : ControlMessage;

namespace CdnLab.Control;

/// <summary>All streams that are published on the sender at one moment. Replaces what the receiver knew of that node.</summary>
/// <param name="Change">The number of the sender's last change that is contained; see <see cref="StreamPublishedMessage"/>.</param>
/// <param name="Streams">The sender's own streams, never those of other nodes.</param>
public sealed record StreamListMessage(long Change, IReadOnlyList<StreamInfo> Streams) : ControlMessage;

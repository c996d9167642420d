namespace CdnLab.Control;

/// <summary>A stream that a node has, as announced to every other node.</summary>
/// <param name="Name">Its name, unique on its node.</param>
/// <param name="Node">The identity of the node where it is published.</param>
/// <param name="Tracks">At most one audio and one video track.</param>
public sealed record StreamInfo(string Name, string Node, IReadOnlyList<TrackInfo> Tracks);

namespace CdnLab.Forwarding;

/// <summary>A stream as its receivers must know it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tracks">At most one audio and one video track.</param>
public sealed record StreamDescription(string Name, IReadOnlyList<TrackDescription> Tracks);

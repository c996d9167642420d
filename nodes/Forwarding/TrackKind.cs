namespace CdnLab.Forwarding;

/// <summary>What a track carries.</summary>
public enum TrackKind
{
    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Pictures.</summary>
    Video,
}

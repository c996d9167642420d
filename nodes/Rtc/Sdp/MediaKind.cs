namespace CdnLab.Rtc.Sdp;

/// <summary>The kind of a media section.</summary>
public enum MediaKind
{
    /// <summary><c>m=audio</c>.</summary>
    Audio,

    /// <summary><c>m=video</c>.</summary>
    Video,

    /// <summary>Anything else, such as a data channel: understood well enough to be rejected.</summary>
    Other,
}

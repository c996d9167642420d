namespace CdnLab.Rtc.Srtp;

/// <summary>What became of a received SRTP or SRTCP packet.</summary>
public enum UnprotectResult
{
    /// <summary>Authentic, new, and decrypted in place.</summary>
    Ok,

    /// <summary>Shorter than a header and a tag.</summary>
    TooShort,

    /// <summary>Not version 2, or a header that claims more than there is.</summary>
    Malformed,

    /// <summary>Seen before, or older than the replay window.</summary>
    Replayed,

    /// <summary>Not authentic, or under a rollover counter that cannot be guessed.</summary>
    BadTag,

    /// <summary>From one source more than <see cref="SrtpSession.MaximumSources"/>.</summary>
    TooManySources,
}

namespace CdnLab.Rtc.Sdp;

/// <summary>Why a description that could be read is not accepted.</summary>
public enum SdpRefusalReason
{
    /// <summary>No audio or video section is in use.</summary>
    NoMedia,

    /// <summary>More than one audio or video section.</summary>
    TooManySections,

    /// <summary>Several sections that are not all in one BUNDLE group.</summary>
    NoBundle,

    /// <summary>A section without rtcp-mux.</summary>
    NoRtcpMux,

    /// <summary>ICE credentials are missing or not of the form of RFC 8839.</summary>
    NoIceCredentials,

    /// <summary>No SHA-256 certificate fingerprint.</summary>
    NoFingerprint,

    /// <summary>The DTLS roles do not fit.</summary>
    BadSetup,

    /// <summary>The peer wants media to flow the other way.</summary>
    WrongDirection,

    /// <summary>Two sections share an identification tag, or a tag is missing where it is needed.</summary>
    BadMid,

    /// <summary>No section has a codec that we can serve.</summary>
    NoCommonCodec,

    /// <summary>An answer that does not fit its offer.</summary>
    AnswerMismatch,
}

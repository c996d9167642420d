namespace CdnLab.Media;

/// <summary>The codecs whose RTP payloads the product looks into.</summary>
public enum CodecName
{
    /// <summary>A codec that is forwarded without being looked into.</summary>
    Unknown = 0,

    /// <summary>VP8: RFC 6386, RTP payload RFC 7741.</summary>
    Vp8,

    /// <summary>VP9: RTP payload RFC 9628.</summary>
    Vp9,

    /// <summary>H.264: RTP payload RFC 6184.</summary>
    H264,

    /// <summary>AV1: "RTP Payload Format For AV1", Alliance for Open Media, v1.0.</summary>
    Av1,

    /// <summary>Opus: RFC 6716, RTP payload RFC 7587.</summary>
    Opus,
}

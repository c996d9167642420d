namespace CdnLab.Rtc.Sdp;

/// <summary>How well a peer's format fits one of our codecs.</summary>
internal enum CodecMatch
{
    /// <summary>It is another codec, or a profile that does not fit.</summary>
    None,

    /// <summary>Another profile whose decoders also decode ours: good enough to send to.</summary>
    Decodable,

    /// <summary>The same codec and profile.</summary>
    Exact,
}

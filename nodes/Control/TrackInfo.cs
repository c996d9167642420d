namespace CdnLab.Control;

/// <summary>One track of a stream as nodes announce it to each other.</summary>
/// <param name="Kind"><c>audio</c> or <c>video</c>.</param>
/// <param name="Codec">The encoding name of SDP's rtpmap: <c>VP8</c>, <c>opus</c>.</param>
/// <param name="ClockRate">RTP clock rate in Hz.</param>
/// <param name="Channels">Audio channels; 1 for video.</param>
/// <param name="Format">The codec's format parameters (SDP fmtp), or an empty string.</param>
public sealed record TrackInfo(string Kind, string Codec, int ClockRate, int Channels, string Format);

namespace CdnLab.Forwarding;

/// <summary>A track's codec, as negotiated with its publisher and told to every other node.</summary>
/// <param name="Kind">Sound or pictures.</param>
/// <param name="Codec">The encoding name of SDP's rtpmap.</param>
/// <param name="ClockRate">RTP clock rate in Hz.</param>
/// <param name="Channels">Audio channels; 1 for video.</param>
/// <param name="Format">SDP fmtp parameters, or an empty string.</param>
public sealed record TrackDescription(TrackKind Kind, string Codec, int ClockRate, int Channels, string Format);

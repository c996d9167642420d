namespace CdnLab.Rtc.Sdp;

/// <summary>A source the peer announced with <c>a=ssrc</c> (RFC 5576).</summary>
/// <param name="Ssrc">The source.</param>
/// <param name="RtxSsrc">Its retransmissions, from an FID group; null when none is named.</param>
/// <param name="Cname">The RTCP CNAME; empty when none is named.</param>
/// <param name="Msid">The MediaStream and track it belongs to; empty when not named.</param>
public sealed record RemoteSource(uint Ssrc, uint? RtxSsrc, string Cname, string Msid);

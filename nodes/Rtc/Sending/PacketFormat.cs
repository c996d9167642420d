namespace CdnLab.Rtc.Sending;

/// <summary>The numbers of one track towards one receiver, as its SDP has them.</summary>
/// <param name="PayloadType">Payload type of the media.</param>
/// <param name="RtxPayloadType">Payload type of retransmissions; 0 where there are none.</param>
/// <param name="Ssrc">SSRC of the media.</param>
/// <param name="RtxSsrc">SSRC of retransmissions.</param>
/// <param name="Extensions">Header extension numbers.</param>
public readonly record struct PacketFormat(
    byte PayloadType, byte RtxPayloadType, uint Ssrc, uint RtxSsrc, EgressExtensions Extensions);

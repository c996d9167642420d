using CdnLab.Core;

namespace CdnLab.Rtc.Rtcp;

/// <summary>What a sender says about itself in an SR.</summary>
/// <param name="Ssrc">The sender.</param>
/// <param name="Ntp">Wall-clock time of this report.</param>
/// <param name="RtpTimestamp">The same moment on the media clock.</param>
/// <param name="PacketCount">RTP packets sent so far, modulo 2^32.</param>
/// <param name="OctetCount">Payload bytes sent so far, without headers and padding, modulo 2^32.</param>
/// <remarks>RFC 3550 §6.4.1.</remarks>
public readonly record struct SenderInfo(uint Ssrc, NtpTime Ntp, uint RtpTimestamp, uint PacketCount, uint OctetCount);

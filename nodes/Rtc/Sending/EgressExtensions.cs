namespace CdnLab.Rtc.Sending;

/// <summary>The header extension numbers that a receiver agreed to; 0 where it did not (RFC 8285: 1–14).</summary>
/// <param name="AbsSendTime">abs-send-time.</param>
/// <param name="AbsCaptureTime">abs-capture-time.</param>
/// <param name="TransportCc">The transport-wide sequence number.</param>
public readonly record struct EgressExtensions(byte AbsSendTime, byte AbsCaptureTime, byte TransportCc);

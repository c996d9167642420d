namespace CdnLab.Rtc.Rtcp;

/// <summary>The packet type byte of an RTCP packet. Other values occur and are passed over.</summary>
public enum RtcpPacketType : byte
{
    /// <summary>SR, RFC 3550 §6.4.1.</summary>
    SenderReport = 200,

    /// <summary>RR, RFC 3550 §6.4.2.</summary>
    ReceiverReport = 201,

    /// <summary>SDES, RFC 3550 §6.5.</summary>
    SourceDescription = 202,

    /// <summary>BYE, RFC 3550 §6.6.</summary>
    Goodbye = 203,

    /// <summary>APP, RFC 3550 §6.7.</summary>
    Application = 204,

    /// <summary>RTPFB, RFC 4585 §6.2.</summary>
    TransportLayerFeedback = 205,

    /// <summary>PSFB, RFC 4585 §6.3.</summary>
    PayloadSpecificFeedback = 206,

    /// <summary>XR, RFC 3611.</summary>
    ExtendedReport = 207,
}

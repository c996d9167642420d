namespace CdnLab.Rtc.Rtcp;

/// <summary>What an RTCP packet says, from its type, its format and for REMB its identifier.</summary>
public enum RtcpKind
{
    /// <summary>Anything this product does not read: XR, APP, unknown formats.</summary>
    Other,

    /// <summary>Read with <see cref="RtcpSenderReport"/>.</summary>
    SenderReport,

    /// <summary>Read with <see cref="RtcpReceiverReport"/>.</summary>
    ReceiverReport,

    /// <summary>Read with <see cref="RtcpSourceDescription"/>.</summary>
    SourceDescription,

    /// <summary>Read with <see cref="RtcpGoodbye"/>.</summary>
    Goodbye,

    /// <summary>Read with <see cref="RtcpNack"/>.</summary>
    Nack,

    /// <summary>Read with <see cref="RtcpTransportFeedback"/>.</summary>
    TransportFeedback,

    /// <summary>Read with <see cref="RtcpPictureLoss"/>.</summary>
    PictureLoss,

    /// <summary>Read with <see cref="RtcpFullIntraRequest"/>.</summary>
    FullIntraRequest,

    /// <summary>Read with <see cref="RtcpRemb"/>.</summary>
    Remb,
}

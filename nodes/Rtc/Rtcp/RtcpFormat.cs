namespace CdnLab.Rtc.Rtcp;

/// <summary>Numbers of the RTCP wire format.</summary>
internal static class RtcpFormat
{
    public const int HeaderLength = 4;
    public const int ReportBlockLength = 24;
    public const int SenderInfoLength = 20;

    /// <summary>The count field has five bits: RFC 3550 §6.4.1.</summary>
    public const int MaximumCount = 31;

    /// <summary>RTPFB FMT 1, RFC 4585 §6.2.1.</summary>
    public const int Nack = 1;

    /// <summary>RTPFB FMT 15, draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.</summary>
    public const int TransportFeedback = 15;

    /// <summary>PSFB FMT 1, RFC 4585 §6.3.1.</summary>
    public const int PictureLoss = 1;

    /// <summary>PSFB FMT 4, RFC 5104 §4.3.1.</summary>
    public const int FullIntraRequest = 4;

    /// <summary>PSFB FMT 15, application layer feedback, RFC 4585 §6.4.</summary>
    public const int ApplicationLayer = 15;

    /// <summary>"REMB", draft-alvestrand-rmcat-remb-03 §2.2.</summary>
    public const uint RembIdentifier = 0x52454D42;

    /// <summary>SDES item CNAME, RFC 3550 §6.5.1.</summary>
    public const byte Cname = 1;
}

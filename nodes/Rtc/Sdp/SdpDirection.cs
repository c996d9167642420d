namespace CdnLab.Rtc.Sdp;

/// <summary>Which way media flows, seen by the side that wrote the description (RFC 8866 §6.7).</summary>
public enum SdpDirection
{
    /// <summary>Both ways; the default when nothing is said.</summary>
    SendRecv,

    /// <summary>The writer sends.</summary>
    SendOnly,

    /// <summary>The writer receives.</summary>
    RecvOnly,

    /// <summary>Neither.</summary>
    Inactive,
}

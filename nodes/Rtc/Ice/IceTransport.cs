namespace CdnLab.Rtc.Ice;

/// <summary>The transport of a candidate.</summary>
public enum IceTransport
{
    /// <summary>UDP.</summary>
    Udp,

    /// <summary>TCP (RFC 6544).</summary>
    Tcp,

    /// <summary>Something else, which RFC 8839 §5.1 says to ignore.</summary>
    Other,
}

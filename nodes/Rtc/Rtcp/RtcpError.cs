namespace CdnLab.Rtc.Rtcp;

/// <summary>Why the rest of an RTCP datagram cannot be read.</summary>
public enum RtcpError
{
    /// <summary>It could be read to its end.</summary>
    None,

    /// <summary>Fewer bytes than a header.</summary>
    Truncated,

    /// <summary>The version is not 2.</summary>
    Version,

    /// <summary>The packet type is none of RTCP's (192 to 223, RFC 5761 §4).</summary>
    PacketType,

    /// <summary>The length field points beyond the datagram.</summary>
    Length,

    /// <summary>The padding count is 0 or larger than the packet.</summary>
    Padding,
}

namespace CdnLab.Rtc.Sdp;

/// <summary>RTCP feedback a codec is used with.</summary>
[Flags]
public enum CodecFeedback
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>nack</c>: lost packets are asked for (RFC 4585 §6.2.1).</summary>
    Nack = 1,

    /// <summary><c>nack pli</c>: a key frame is asked for (RFC 4585 §6.3.1).</summary>
    Pli = 2,

    /// <summary><c>ccm fir</c>: a key frame is demanded (RFC 5104 §4.3.1).</summary>
    Fir = 4,

    /// <summary><c>transport-cc</c>: arrival times of all packets.</summary>
    TransportCc = 8,

    /// <summary><c>goog-remb</c>: the receiver's bandwidth estimate.</summary>
    Remb = 16,
}

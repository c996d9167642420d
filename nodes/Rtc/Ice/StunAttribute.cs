namespace CdnLab.Rtc.Ice;

/// <summary>
/// STUN attribute types that this product understands. Types below 0x8000 are comprehension-required (RFC 8489 §14).
/// </summary>
public enum StunAttribute : ushort
{
    /// <summary>RFC 8489 §14.3: <c>receiver's ufrag ":" sender's ufrag</c>.</summary>
    Username = 0x0006,

    /// <summary>RFC 8489 §14.5: HMAC-SHA1 over everything before it.</summary>
    MessageIntegrity = 0x0008,

    /// <summary>RFC 8489 §14.8.</summary>
    ErrorCode = 0x0009,

    /// <summary>RFC 8489 §14.9.</summary>
    UnknownAttributes = 0x000A,

    /// <summary>RFC 8489 §14.2.</summary>
    XorMappedAddress = 0x0020,

    /// <summary>RFC 8445 §16.1: the priority a peer-reflexive candidate learned from this check would have.</summary>
    Priority = 0x0024,

    /// <summary>RFC 8445 §16.1: nominates the pair.</summary>
    UseCandidate = 0x0025,

    /// <summary>RFC 8489 §14.14.</summary>
    Software = 0x8022,

    /// <summary>RFC 8489 §14.7: CRC-32, always the last attribute.</summary>
    Fingerprint = 0x8028,

    /// <summary>RFC 8445 §16.1, with the tie-breaker.</summary>
    IceControlled = 0x8029,

    /// <summary>RFC 8445 §16.1, with the tie-breaker.</summary>
    IceControlling = 0x802A,
}

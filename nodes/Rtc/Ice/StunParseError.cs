namespace CdnLab.Rtc.Ice;

/// <summary>Why a datagram is not a STUN message.</summary>
public enum StunParseError
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Shorter than the 20 bytes of a header.</summary>
    TooShort,

    /// <summary>Longer than <see cref="StunMessage.MaxLength"/>.</summary>
    TooLong,

    /// <summary>The two most significant bits are not zero.</summary>
    NotStun,

    /// <summary>The magic cookie is not 0x2112A442 (RFC 8489 §5).</summary>
    BadCookie,

    /// <summary>The header's length is not that of the datagram, or not a multiple of four.</summary>
    BadLength,

    /// <summary>An attribute reaches past the end.</summary>
    TruncatedAttribute,

    /// <summary>An attribute that we understand has a length or content its specification does not allow.</summary>
    BadAttribute,

    /// <summary>More than <see cref="StunMessage.MaxAttributes"/> attributes.</summary>
    TooManyAttributes,

    /// <summary>Something follows FINGERPRINT, which must be last (RFC 8489 §14.7).</summary>
    FingerprintNotLast,
}

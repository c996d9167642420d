namespace CdnLab.Rtc.Ice;

/// <summary>The class of a STUN message (RFC 8489 §5).</summary>
public enum StunClass : byte
{
    /// <summary>Expects a response.</summary>
    Request = 0,

    /// <summary>Expects none.</summary>
    Indication = 1,

    /// <summary>The request succeeded.</summary>
    Success = 2,

    /// <summary>The request failed; ERROR-CODE says why.</summary>
    Error = 3,
}

namespace CdnLab.Rtc.Ice;

/// <summary>Error codes that ICE peers exchange.</summary>
public static class StunErrorCode
{
    /// <summary>USERNAME or MESSAGE-INTEGRITY is missing (RFC 8489 §9.1.3).</summary>
    public const int BadRequest = 400;

    /// <summary>Wrong user name or integrity (RFC 8489 §9.1.3).</summary>
    public const int Unauthenticated = 401;

    /// <summary>Comprehension-required attributes that are not understood (RFC 8489 §6.3.1).</summary>
    public const int UnknownAttribute = 420;

    /// <summary>Both sides claim the same role (RFC 8445 §7.3.1.1).</summary>
    public const int RoleConflict = 487;

    internal static ReadOnlySpan<byte> Reason(int code) => code switch
    {
        BadRequest => "Bad Request"u8,
        Unauthenticated => "Unauthenticated"u8,
        UnknownAttribute => "Unknown Attribute"u8,
        RoleConflict => "Role Conflict"u8,
        _ => "Error"u8,
    };
}

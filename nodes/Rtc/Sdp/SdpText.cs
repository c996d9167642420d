namespace CdnLab.Rtc.Sdp;

/// <summary>Words of the description's grammar and the values they stand for.</summary>
internal static class SdpText
{
    public static string Name(SdpDirection direction) => direction switch
    {
        SdpDirection.SendOnly => "sendonly",
        SdpDirection.RecvOnly => "recvonly",
        SdpDirection.Inactive => "inactive",
        _ => "sendrecv",
    };

    public static SdpDirection? Direction(ReadOnlySpan<char> name) => name switch
    {
        "sendrecv" => SdpDirection.SendRecv,
        "sendonly" => SdpDirection.SendOnly,
        "recvonly" => SdpDirection.RecvOnly,
        "inactive" => SdpDirection.Inactive,
        _ => null,
    };

    public static string Name(SdpSetup setup) => setup switch
    {
        SdpSetup.Active => "active",
        SdpSetup.Passive => "passive",
        SdpSetup.HoldConn => "holdconn",
        _ => "actpass",
    };

    public static SdpSetup? Setup(ReadOnlySpan<char> name) => name switch
    {
        "actpass" => SdpSetup.ActPass,
        "active" => SdpSetup.Active,
        "passive" => SdpSetup.Passive,
        "holdconn" => SdpSetup.HoldConn,
        _ => null,
    };

    /// <summary>RFC 8866 §9, <c>token-char</c>: what names, mids and rids are made of.</summary>
    public static bool IsToken(ReadOnlySpan<char> text, int maxLength = 64)
    {
        if (text.IsEmpty || text.Length > maxLength)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (c is <= ' ' or >= (char)127 or '"' or '(' or ')' or ',' or '/' or ':' or ';' or '<' or '=' or '>' or '?' or '@' or '[' or '\\' or ']')
            {
                return false;
            }
        }

        return true;
    }
}

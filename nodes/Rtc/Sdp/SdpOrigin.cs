namespace CdnLab.Rtc.Sdp;

/// <summary>The <c>o=</c> line (RFC 8866 §5.2).</summary>
/// <param name="Username">Usually <c>-</c>.</param>
/// <param name="SessionId">Decimal digits.</param>
/// <param name="Version">Decimal digits; grows with each description of a session.</param>
/// <param name="Address">Network type, address type and address, such as <c>IN IP4 127.0.0.1</c>.</param>
public sealed record SdpOrigin(string Username, string SessionId, string Version, string Address)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Username} {SessionId} {Version} {Address}";
}

namespace CdnLab.Rtc.Sdp;

/// <summary>An <c>a=extmap</c> line (RFC 8285 §7).</summary>
/// <param name="Id">1 to 4351 as written; only 1–14 (one-byte headers) and 1–255 (two-byte headers) can be used.</param>
/// <param name="Direction">Null unless written.</param>
/// <param name="Uri">What the extension is.</param>
/// <param name="Parameters">Extension attributes as written; null when there are none.</param>
public sealed record HeaderExtension(int Id, SdpDirection? Direction, string Uri, string? Parameters = null)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string direction = Direction is { } given ? "/" + SdpText.Name(given) : "";
        return Parameters is null ? $"{Id}{direction} {Uri}" : $"{Id}{direction} {Uri} {Parameters}";
    }
}

namespace CdnLab.Rtc.Sdp;

/// <summary>An <c>a=rid</c> line (RFC 8851 §4).</summary>
/// <param name="Id">The stream's name in the RID header extension.</param>
/// <param name="IsSend">Whether the writer sends it; otherwise it receives it.</param>
/// <param name="Restrictions">As written; null when there are none.</param>
public sealed record SdpRid(string Id, bool IsSend, string? Restrictions = null)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string direction = IsSend ? "send" : "recv";
        return Restrictions is null ? $"{Id} {direction}" : $"{Id} {direction} {Restrictions}";
    }
}

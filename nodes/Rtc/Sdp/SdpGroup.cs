namespace CdnLab.Rtc.Sdp;

/// <summary>An <c>a=group</c> line (RFC 5888).</summary>
/// <param name="Semantics">Such as <c>BUNDLE</c>.</param>
/// <param name="Mids">Identification tags of the media sections in it, in order.</param>
public sealed record SdpGroup(string Semantics, IReadOnlyList<string> Mids)
{
    /// <inheritdoc/>
    public override string ToString() => Mids.Count == 0 ? Semantics : $"{Semantics} {string.Join(' ', Mids)}";
}

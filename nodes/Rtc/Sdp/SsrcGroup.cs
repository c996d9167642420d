namespace CdnLab.Rtc.Sdp;

/// <summary>An <c>a=ssrc-group</c> line (RFC 5576 §4.2).</summary>
/// <param name="Semantics"><c>FID</c> pairs a source with its retransmissions (RFC 4588 §8.1 by way of RFC 5888).</param>
/// <param name="Ssrcs">In order: for FID the source, then its retransmissions.</param>
public sealed record SsrcGroup(string Semantics, IReadOnlyList<uint> Ssrcs)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Semantics} {string.Join(' ', Ssrcs)}";
}

namespace CdnLab.Rtc.Sdp;

/// <summary>An <c>a=ssrc</c> line (RFC 5576 §4.1).</summary>
/// <param name="Ssrc">The synchronisation source.</param>
/// <param name="Name">Such as <c>cname</c>.</param>
/// <param name="Value">Null when there is no colon.</param>
public readonly record struct SsrcAttribute(uint Ssrc, string Name, string? Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? $"{Ssrc} {Name}" : $"{Ssrc} {Name}:{Value}";
}

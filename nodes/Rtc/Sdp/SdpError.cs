namespace CdnLab.Rtc.Sdp;

/// <summary>Why a text is no description.</summary>
/// <param name="Line">The line, from 1; 0 when it concerns the whole text.</param>
/// <param name="Reason">A sentence for a person, without the peer's own text.</param>
public readonly record struct SdpError(int Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Reason : $"line {Line}: {Reason}";
}

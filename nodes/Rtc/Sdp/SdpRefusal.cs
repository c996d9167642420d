namespace CdnLab.Rtc.Sdp;

/// <summary>A refusal to negotiate.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Sentence">For people; may go into an HTTP response.</param>
public sealed record SdpRefusal(SdpRefusalReason Reason, string Sentence)
{
    /// <inheritdoc/>
    public override string ToString() => Sentence;
}

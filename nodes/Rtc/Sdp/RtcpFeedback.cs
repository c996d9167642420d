namespace CdnLab.Rtc.Sdp;

/// <summary>An <c>a=rtcp-fb</c> line (RFC 4585 §4.2).</summary>
/// <param name="PayloadType">The payload type; null for <c>*</c>, all of the section.</param>
/// <param name="Value">Such as <c>nack pli</c>.</param>
public readonly record struct RtcpFeedback(byte? PayloadType, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => PayloadType is { } type ? $"{type} {Value}" : $"* {Value}";
}

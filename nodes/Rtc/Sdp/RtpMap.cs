namespace CdnLab.Rtc.Sdp;

/// <summary>An <c>a=rtpmap</c> line (RFC 8866 §6.6).</summary>
/// <param name="PayloadType">0 to 127.</param>
/// <param name="Name">The encoding name as written; compare without case.</param>
/// <param name="ClockRate">Hertz.</param>
/// <param name="Channels">1 unless written.</param>
public readonly record struct RtpMap(byte PayloadType, string Name, int ClockRate, int Channels)
{
    /// <inheritdoc/>
    public override string ToString() => Channels > 1 ? $"{PayloadType} {Name}/{ClockRate}/{Channels}" : $"{PayloadType} {Name}/{ClockRate}";
}

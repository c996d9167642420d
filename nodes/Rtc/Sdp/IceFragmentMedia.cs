using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Sdp;

/// <summary>One media section of an <see cref="IceFragment"/>.</summary>
public sealed record IceFragmentMedia
{
    /// <summary>The <c>m=</c> line's value as written; what it says beyond its presence does not matter (RFC 8840 §9).</summary>
    public string Line { get; init; } = "audio 9 UDP/TLS/RTP/SAVPF 0";

    /// <summary>The section of the session it is about; empty when not named.</summary>
    public string Mid { get; init; } = "";

    /// <summary>The candidates.</summary>
    public IReadOnlyList<IceCandidate> Candidates { get; init; } = [];

    /// <summary>Whether no more candidates follow.</summary>
    public bool EndOfCandidates { get; init; }
}

using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Sdp;

/// <summary>What may be said for the whole session and for one media section.</summary>
/// <remarks>Plain data: filled by the parser or by whoever builds a description, then only read.</remarks>
public abstract class SdpSection
{
    /// <summary>The <c>c=</c> line, such as <c>IN IP4 0.0.0.0</c>; null when absent.</summary>
    public string? Connection { get; set; }

    /// <summary>The <c>b=</c> lines.</summary>
    public List<string> Bandwidths { get; } = [];

    /// <summary><c>a=ice-ufrag</c> (RFC 8839 §5.4); null when absent.</summary>
    public string? IceUfrag { get; set; }

    /// <summary><c>a=ice-pwd</c> (RFC 8839 §5.4); null when absent.</summary>
    public string? IcePassword { get; set; }

    /// <summary><c>a=ice-options</c>, separated by spaces; null when absent.</summary>
    public string? IceOptions { get; set; }

    /// <summary><c>a=fingerprint</c> (RFC 8122 §5).</summary>
    public List<SdpFingerprint> Fingerprints { get; } = [];

    /// <summary><c>a=setup</c>; null when absent.</summary>
    public SdpSetup? Setup { get; set; }

    /// <summary>The direction as written; null when absent.</summary>
    public SdpDirection? WrittenDirection { get; set; }

    /// <summary><c>a=extmap-allow-mixed</c>: one- and two-byte headers in one stream (RFC 8285 §6).</summary>
    public bool ExtmapAllowMixed { get; set; }

    /// <summary><c>a=extmap</c>.</summary>
    public List<HeaderExtension> Extensions { get; } = [];

    /// <summary><c>a=candidate</c>.</summary>
    public List<IceCandidate> Candidates { get; } = [];

    /// <summary><c>a=end-of-candidates</c> (RFC 8840 §4.2).</summary>
    public bool EndOfCandidates { get; set; }

    /// <summary>Attributes that are carried along.</summary>
    public List<SdpAttribute> OtherAttributes { get; } = [];
}

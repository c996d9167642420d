using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Sdp;

/// <summary>What our side brings into an answer.</summary>
public sealed record AnswerOptions
{
    /// <summary><see cref="SdpDirection.RecvOnly"/> for WHIP, <see cref="SdpDirection.SendOnly"/> for WHEP.</summary>
    public required SdpDirection Direction { get; init; }

    /// <summary>Our ICE credentials.</summary>
    public required IceCredentials Ice { get; init; }

    /// <summary>Whether we are ICE-lite.</summary>
    public bool IceLite { get; init; } = true;

    /// <summary>Our candidates; the first is also the default address in the <c>m=</c> and <c>c=</c> lines.</summary>
    public IReadOnlyList<IceCandidate> Candidates { get; init; } = [];

    /// <summary>Whether the peer may trickle candidates to us (RFC 8838).</summary>
    public bool AcceptTrickle { get; init; } = true;

    /// <summary>Our certificate's hash.</summary>
    public required SdpFingerprint Fingerprint { get; init; }

    /// <summary>
    /// Our part in DTLS where the offer leaves the choice: <see cref="SdpSetup.Passive"/> or <see cref="SdpSetup.Active"/>.
    /// </summary>
    public SdpSetup Setup { get; init; } = SdpSetup.Passive;

    /// <summary>
    /// What we can do per kind. A kind that is absent is rejected; for WHEP it is the stream's codec alone
    /// (<see cref="MediaCapabilities.For"/>).
    /// </summary>
    public IReadOnlyList<MediaCapabilities> Media { get; init; } = MediaCapabilities.Default;

    /// <summary>
    /// Whether the answer names only the preferred codec. A sender may change between the codecs of an answer at any time,
    /// which whoever plays the stream through us has not agreed to.
    /// </summary>
    public bool SingleCodec { get; init; } = true;

    /// <summary>
    /// Whether an audio or video section that cannot be served is rejected by port 0 while the rest goes on; otherwise the
    /// whole offer is refused, which RFC 9725 ("No Partially Successful Answers") prefers for WHIP.
    /// </summary>
    public bool AllowPartial { get; init; } = true;

    /// <summary>Whether offered simulcast layers are accepted.</summary>
    public bool AcceptSimulcast { get; init; } = true;

    /// <summary>
    /// The bandwidth a browser starts to send video with, in kbit/s (<c>x-google-start-bitrate</c>); null leaves it to it.
    /// </summary>
    public int? StartBitrateKilobits { get; init; }

    /// <summary>What we send, for <see cref="SdpDirection.SendOnly"/>; a kind without a track is rejected.</summary>
    public IReadOnlyList<SdpSendTrack> Tracks { get; init; } = [];

    /// <summary>The number in the <c>o=</c> line: any that differs from session to session, below 2^63 (RFC 8829 §5.2.1).</summary>
    public required ulong SessionId { get; init; }
}

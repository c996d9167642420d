using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Sdp;

/// <summary>What our side brings into an offer.</summary>
public sealed record OfferOptions
{
    /// <summary><see cref="SdpDirection.SendOnly"/> to publish, <see cref="SdpDirection.RecvOnly"/> to play or pull.</summary>
    public required SdpDirection Direction { get; init; }

    /// <summary>Our ICE credentials.</summary>
    public required IceCredentials Ice { get; init; }

    /// <summary>Our candidates; none are needed towards a peer that is ICE-lite and learns our address from our checks.</summary>
    public IReadOnlyList<IceCandidate> Candidates { get; init; } = [];

    /// <summary>Our certificate's hash.</summary>
    public required SdpFingerprint Fingerprint { get; init; }

    /// <summary>The sections in order, each with codecs and extensions.</summary>
    public IReadOnlyList<MediaCapabilities> Media { get; init; } = MediaCapabilities.Default;

    /// <summary>What we send, for <see cref="SdpDirection.SendOnly"/>: one track per section.</summary>
    public IReadOnlyList<SdpSendTrack> Tracks { get; init; } = [];

    /// <summary>The number in the <c>o=</c> line: any that differs from session to session, below 2^63 (RFC 8829 §5.2.1).</summary>
    public required ulong SessionId { get; init; }
}

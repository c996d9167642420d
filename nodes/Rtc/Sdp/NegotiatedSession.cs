using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Sdp;

/// <summary>Everything a session's transport and media need to know about the peer; constant.</summary>
public sealed record NegotiatedSession
{
    /// <summary>The peer's ICE credentials.</summary>
    public required IceCredentials RemoteIce { get; init; }

    /// <summary>Whether the peer is ICE-lite and waits for our checks.</summary>
    public required bool RemoteIceLite { get; init; }

    /// <summary>The peer's candidates, in its order, without repetitions.</summary>
    public required IReadOnlyList<IceCandidate> RemoteCandidates { get; init; }

    /// <summary>The SHA-256 hash that the peer's DTLS certificate must have.</summary>
    public required SdpFingerprint RemoteFingerprint { get; init; }

    /// <summary>Our part in the DTLS handshake.</summary>
    public required DtlsRole DtlsRole { get; init; }

    /// <summary>Whether both sides take one- and two-byte header extensions in one stream (RFC 8285 §6).</summary>
    public required bool MixedExtensionHeaders { get; init; }

    /// <summary>The sections that were accepted, at most one of each kind.</summary>
    public required IReadOnlyList<NegotiatedMedia> Media { get; init; }

    /// <summary>The audio section; null when there is none.</summary>
    public NegotiatedMedia? Audio => Media.FirstOrDefault(static media => media.Kind == MediaKind.Audio);

    /// <summary>The video section; null when there is none.</summary>
    public NegotiatedMedia? Video => Media.FirstOrDefault(static media => media.Kind == MediaKind.Video);
}

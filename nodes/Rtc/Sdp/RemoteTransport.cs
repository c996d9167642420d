using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Sdp;

/// <summary>The transport part of a peer's description: one for the whole bundle (RFC 9143 §7).</summary>
internal sealed record RemoteTransport(IceCredentials Ice, SdpFingerprint Fingerprint, SdpSetup Setup, IReadOnlyList<IceCandidate> Candidates)
{
    /// <summary>Reads it from the section whose tag is first in the bundle, or what that lacks from another or the session.</summary>
    public static SdpRefusal? Read(SessionDescription remote, SdpSetup defaultSetup, out RemoteTransport? transport)
    {
        transport = null;
        List<SdpSection> sources = [];
        if (remote.Bundle is { Mids.Count: > 0 } bundle && remote.Media.Find(media => media.Mid == bundle.Mids[0]) is { } tagged)
        {
            sources.Add(tagged);
        }

        sources.AddRange(remote.Media);
        sources.Add(remote);

        SdpSection? withIce = sources.Find(static source => source.IceUfrag is not null && source.IcePassword is not null);
        if (!IceCredentials.TryCreate(withIce?.IceUfrag, withIce?.IcePassword, out IceCredentials? ice))
        {
            return new SdpRefusal(SdpRefusalReason.NoIceCredentials, "The description has no valid ice-ufrag and ice-pwd.");
        }

        SdpFingerprint? fingerprint = null;
        foreach (SdpSection source in sources)
        {
            fingerprint ??= source.Fingerprints.Find(static candidate => candidate.IsSha256);
        }

        if (fingerprint is null)
        {
            return new SdpRefusal(SdpRefusalReason.NoFingerprint, "The description has no sha-256 fingerprint.");
        }

        SdpSetup setup = sources.Find(static source => source.Setup is not null)?.Setup ?? defaultSetup;
        List<IceCandidate> candidates = [];
        foreach (SdpSection source in sources)
        {
            // A section of another bundle would have other credentials; its candidates are not this transport's.
            if (source.IceUfrag is null || source.IceUfrag == ice.Ufrag)
            {
                candidates.AddRange(source.Candidates.Where(candidate => !candidates.Contains(candidate)));
            }
        }

        transport = new RemoteTransport(ice, fingerprint, setup, candidates);
        return null;
    }
}

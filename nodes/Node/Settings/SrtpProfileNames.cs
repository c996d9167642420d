using CdnLab.Rtc.Srtp;

namespace CdnLab.Node.Settings;

/// <summary>SRTP profiles as people write them: the names of RFC 5764 §4.1.2 and RFC 7714 §14.2, shortened and in lower case.</summary>
internal static class SrtpProfileNames
{
    private const string Gcm = "aead_aes_128_gcm";
    private const string CounterMode = "aes128_cm_sha1_80";

    /// <summary>All that can be set, as text for a message.</summary>
    public const string All = Gcm + " and " + CounterMode;

    /// <summary>All of them, the cheaper one first.</summary>
    public static IReadOnlyList<SrtpProfile> Default { get; } = [SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80];

    /// <summary>Reads one name, in upper or lower case.</summary>
    public static bool TryParse(string name, out SrtpProfile profile)
    {
        switch (name.ToLowerInvariant())
        {
            case Gcm:
                profile = SrtpProfile.AeadAes128Gcm;
                return true;
            case CounterMode:
                profile = SrtpProfile.AesCm128HmacSha1_80;
                return true;
            default:
                profile = default;
                return false;
        }
    }
}

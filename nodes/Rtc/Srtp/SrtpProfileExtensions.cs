namespace CdnLab.Rtc.Srtp;

/// <summary>Lengths that belong to a protection profile, in bytes.</summary>
public static class SrtpProfileExtensions
{
    /// <summary>Whether this is a profile that this product speaks.</summary>
    public static bool IsKnown(this SrtpProfile profile) =>
        profile is SrtpProfile.AesCm128HmacSha1_80 or SrtpProfile.AeadAes128Gcm;

    /// <summary>Length of the master key and of the session encryption keys.</summary>
    public static int KeyLength(this SrtpProfile profile) => Known(profile) ? 16 : 0;

    /// <summary>Length of the master salt and of the session salts: 14 for AES-CM, 12 for GCM.</summary>
    public static int SaltLength(this SrtpProfile profile) => profile == SrtpProfile.AesCm128HmacSha1_80 ? 14 : Known(profile) ? 12 : 0;

    /// <summary>Length of the authentication tag of RTP and RTCP packets.</summary>
    public static int TagLength(this SrtpProfile profile) => profile == SrtpProfile.AesCm128HmacSha1_80 ? 10 : Known(profile) ? 16 : 0;

    /// <summary>How much longer an SRTCP packet is than the RTCP packet: tag, E flag and index.</summary>
    public static int RtcpOverhead(this SrtpProfile profile) => profile.TagLength() + 4;

    private static bool Known(SrtpProfile profile) =>
        profile.IsKnown() ? true : throw new ArgumentOutOfRangeException(nameof(profile), profile, "Unknown SRTP profile.");
}

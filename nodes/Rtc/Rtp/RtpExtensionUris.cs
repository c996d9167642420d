namespace CdnLab.Rtc.Rtp;

/// <summary>The URIs under which header extensions are negotiated in SDP (<c>a=extmap</c>, RFC 8285 §5).</summary>
public static class RtpExtensionUris
{
    private const string Experiment = "http://www.webrtc.org/experiments/rtp-hdrext/";

    // Indexed by RtpExtensionKind.
    private static readonly string[] Uris =
    [
        Experiment + "abs-send-time",
        Experiment + "abs-capture-time",
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
        "urn:ietf:params:rtp-hdrext:sdes:mid",
        "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        Experiment + "playout-delay",
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
        "urn:3gpp:video-orientation",
        "urn:ietf:params:rtp-hdrext:toffset",
    ];

    /// <summary>How many kinds there are: kinds are 0 to this, exclusive.</summary>
    public static int KindCount => Uris.Length;

    /// <summary>The URI of a kind.</summary>
    public static string Get(RtpExtensionKind kind) => Uris[(int)kind];

    /// <summary>The kind of a URI, compared exactly.</summary>
    /// <returns>False for an extension this product does not know.</returns>
    public static bool TryGetKind(ReadOnlySpan<char> uri, out RtpExtensionKind kind)
    {
        for (int i = 0; i < Uris.Length; i++)
        {
            if (uri.SequenceEqual(Uris[i]))
            {
                kind = (RtpExtensionKind)i;
                return true;
            }
        }

        kind = default;
        return false;
    }
}

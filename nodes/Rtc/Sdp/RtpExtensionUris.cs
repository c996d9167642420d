namespace CdnLab.Rtc.Sdp;

/// <summary>The URIs under which header extensions are negotiated (<c>a=extmap</c>, RFC 8285 §5).</summary>
public static class RtpExtensionUris
{
    // Indexed by kind.
    private static readonly string[] Uris =
    [
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
        "urn:ietf:params:rtp-hdrext:sdes:mid",
        "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
        "urn:3gpp:video-orientation",
        "urn:ietf:params:rtp-hdrext:toffset",
    ];

    /// <summary>How many kinds there are.</summary>
    public static int KindCount => Uris.Length;

    /// <summary>The URI of a kind.</summary>
    public static string Get(RtpExtensionKind kind) => Uris[(int)kind];

    /// <summary>The kind of a URI, compared exactly; false when it is not known here.</summary>
    public static bool TryGetKind(ReadOnlySpan<char> uri, out RtpExtensionKind kind)
    {
        int index = 0;
        while (index < Uris.Length && !uri.SequenceEqual(Uris[index]))
        {
            index++;
        }

        kind = index < Uris.Length ? (RtpExtensionKind)index : default;
        return index < Uris.Length;
    }
}

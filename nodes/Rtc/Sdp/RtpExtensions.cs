namespace CdnLab.Rtc.Sdp;

/// <summary>Names and our own numbers of the header extensions in <see cref="RtpExtensionKind"/>.</summary>
public static class RtpExtensions
{
    /// <summary>How many kinds there are, <see cref="RtpExtensionKind.None"/> included.</summary>
    internal const int KindCount = (int)RtpExtensionKind.DependencyDescriptor + 1;

    // Indexed by kind. The numbers are those browsers use for the same extensions, which makes traces easier to read.
    private static readonly (string Uri, byte Id)[] Known =
    [
        ("", 0),
        ("urn:ietf:params:rtp-hdrext:sdes:mid", 4),
        ("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", 10),
        ("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id", 11),
        ("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", 2),
        ("http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time", 6),
        ("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", 3),
        ("urn:ietf:params:rtp-hdrext:ssrc-audio-level", 1),
        ("http://www.webrtc.org/experiments/rtp-hdrext/playout-delay", 5),
        ("urn:3gpp:video-orientation", 13),
        ("https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension", 12),
    ];

    /// <summary>The URI that names an extension in a description.</summary>
    public static string Uri(RtpExtensionKind kind) => Known[(int)kind].Uri;

    /// <summary>The number our own offers give an extension, 1 to 14.</summary>
    public static byte OwnId(RtpExtensionKind kind) => Known[(int)kind].Id;

    /// <summary>The extension a URI names; <see cref="RtpExtensionKind.None"/> when it is not known here.</summary>
    public static RtpExtensionKind Find(string uri)
    {
        for (int i = 1; i < Known.Length; i++)
        {
            if (Known[i].Uri == uri)
            {
                return (RtpExtensionKind)i;
            }
        }

        return RtpExtensionKind.None;
    }
}

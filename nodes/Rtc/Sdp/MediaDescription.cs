namespace CdnLab.Rtc.Sdp;

/// <summary>One media section: an <c>m=</c> line and what follows it.</summary>
public sealed class MediaDescription : SdpSection
{
    /// <summary>The media as written, such as <c>audio</c>.</summary>
    public required string Media { get; init; }

    /// <summary>Audio, video or something else.</summary>
    public MediaKind Kind => Media switch
    {
        "audio" => MediaKind.Audio,
        "video" => MediaKind.Video,
        _ => MediaKind.Other,
    };

    /// <summary>The port; 0 is a section that is rejected or, with <see cref="BundleOnly"/>, lives in a bundle only.</summary>
    public int Port { get; set; }

    /// <summary>Such as <c>UDP/TLS/RTP/SAVPF</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The formats in order of preference; payload types for RTP.</summary>
    public List<string> Formats { get; } = [];

    /// <summary><c>a=mid</c> (RFC 5888); empty when absent.</summary>
    public string Mid { get; set; } = "";

    /// <summary><c>a=bundle-only</c> (RFC 9143 §6).</summary>
    public bool BundleOnly { get; set; }

    /// <summary><c>a=rtcp-mux</c> (RFC 5761 §5.1.1).</summary>
    public bool RtcpMux { get; set; }

    /// <summary><c>a=rtcp-rsize</c> (RFC 5506 §5).</summary>
    public bool RtcpReducedSize { get; set; }

    /// <summary><c>a=msid</c> (RFC 8830), as written.</summary>
    public List<string> Msids { get; } = [];

    /// <summary><c>a=rtpmap</c>.</summary>
    public List<RtpMap> RtpMaps { get; } = [];

    /// <summary><c>a=fmtp</c>.</summary>
    public List<FormatParameters> FormatParameters { get; } = [];

    /// <summary><c>a=rtcp-fb</c>.</summary>
    public List<RtcpFeedback> Feedback { get; } = [];

    /// <summary><c>a=ssrc</c>.</summary>
    public List<SsrcAttribute> Ssrcs { get; } = [];

    /// <summary><c>a=ssrc-group</c>.</summary>
    public List<SsrcGroup> SsrcGroups { get; } = [];

    /// <summary><c>a=rid</c>.</summary>
    public List<SdpRid> Rids { get; } = [];

    /// <summary><c>a=simulcast</c>; null when absent.</summary>
    public SdpSimulcast? Simulcast { get; set; }

    /// <summary>Whether the section is out of use (RFC 3264 §6).</summary>
    public bool IsRejected => Port == 0 && !BundleOnly;

    /// <summary>The parameters of a payload type; empty when there are none.</summary>
    public string GetParameters(byte payloadType)
    {
        foreach (FormatParameters parameters in FormatParameters)
        {
            if (byte.TryParse(parameters.Format, out byte format) && format == payloadType)
            {
                return parameters.Value;
            }
        }

        return "";
    }

    /// <summary>The codec of a payload type: its rtpmap, or for the static types of RFC 3551 none.</summary>
    public RtpMap? GetRtpMap(byte payloadType)
    {
        foreach (RtpMap map in RtpMaps)
        {
            if (map.PayloadType == payloadType)
            {
                return map;
            }
        }

        return null;
    }
}

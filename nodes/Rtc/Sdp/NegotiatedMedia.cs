namespace CdnLab.Rtc.Sdp;

/// <summary>One media section both sides agreed on; constant.</summary>
public sealed record NegotiatedMedia
{
    /// <summary>Audio or video.</summary>
    public required MediaKind Kind { get; init; }

    /// <summary>The identification tag, also the content of the MID header extension; empty when there is none.</summary>
    public required string Mid { get; init; }

    /// <summary>The section's position in the description, from 0.</summary>
    public required int MLineIndex { get; init; }

    /// <summary>Our direction: <see cref="SdpDirection.RecvOnly"/> when media comes in.</summary>
    public required SdpDirection Direction { get; init; }

    /// <summary>All codecs agreed on, the one to use first.</summary>
    public required IReadOnlyList<NegotiatedCodec> Codecs { get; init; }

    /// <summary>The codec to use.</summary>
    public NegotiatedCodec Codec => Codecs[0];

    /// <summary>The numbers of the header extensions.</summary>
    public required RtpExtensionMap Extensions { get; init; }

    /// <summary>Sources the peer announced; empty with simulcast by RID, where packets themselves tell.</summary>
    public IReadOnlyList<RemoteSource> RemoteSources { get; init; } = [];

    /// <summary>Simulcast layers the peer will send, in the order it names them; empty without simulcast.</summary>
    public IReadOnlyList<string> Rids { get; init; } = [];

    /// <summary>Whether RTCP may be sent in reduced-size packets (RFC 5506).</summary>
    public bool ReducedSizeRtcp { get; init; }

    /// <summary>The agreed codec of a payload type; null when there is none.</summary>
    public NegotiatedCodec? FindCodec(byte payloadType)
    {
        foreach (NegotiatedCodec codec in Codecs)
        {
            if (codec.PayloadType == payloadType)
            {
                return codec;
            }
        }

        return null;
    }
}

using CdnLab.Rtc.Rtp;

namespace CdnLab.Rtc.Sdp;

/// <summary>What we can do for one kind of media: codecs in order of preference, and header extensions.</summary>
public sealed record MediaCapabilities
{
    private const CodecFeedback VideoFeedback =
        CodecFeedback.Nack | CodecFeedback.Pli | CodecFeedback.Fir | CodecFeedback.TransportCc | CodecFeedback.Remb;

    /// <summary>
    /// Opus, with NACK and RTX: browsers offer neither for audio, so these only come about between nodes and towards our own
    /// viewers.
    /// </summary>
    public static MediaCapabilities DefaultAudio { get; } = new()
    {
        Kind = MediaKind.Audio,
        Codecs =
        [
            new CodecCapability
            {
                Name = "opus", ClockRate = 48_000, Channels = 2, Parameters = "minptime=10;useinbandfec=1",
                Feedback = CodecFeedback.Nack | CodecFeedback.TransportCc, PayloadType = 111, RtxPayloadType = 112,
            },
        ],
        Extensions = [RtpExtensionKind.Mid, RtpExtensionKind.AbsSendTime, RtpExtensionKind.AbsCaptureTime, RtpExtensionKind.TransportCc],
    };

    /// <summary>VP8, H.264 with packetization mode 1 in the profiles that encoders use, VP9 profile 0, AV1 profile 0.</summary>
    public static MediaCapabilities DefaultVideo { get; } = new()
    {
        Kind = MediaKind.Video,
        Codecs =
        [
            Video("VP8", 96, ""),
            Video("H264", 102, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
            Video("H264", 104, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f"),
            Video("H264", 106, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f"),
            Video("H264", 108, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=64001f"),
            Video("H264", 110, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f"),
            Video("VP9", 98, "profile-id=0"),
            Video("AV1", 100, "level-idx=5;profile=0;tier=0"),
        ],
        Extensions =
        [
            RtpExtensionKind.Mid, RtpExtensionKind.Rid, RtpExtensionKind.RepairedRid,
            RtpExtensionKind.AbsSendTime, RtpExtensionKind.AbsCaptureTime, RtpExtensionKind.TransportCc,
        ],
    };

    /// <summary>Audio, then video.</summary>
    public static IReadOnlyList<MediaCapabilities> Default { get; } = [DefaultAudio, DefaultVideo];

    /// <summary>Audio or video.</summary>
    public required MediaKind Kind { get; init; }

    /// <summary>The codecs, the preferred one first.</summary>
    public required IReadOnlyList<CodecCapability> Codecs { get; init; }

    /// <summary>The header extensions that may be negotiated.</summary>
    public IReadOnlyList<RtpExtensionKind> Extensions { get; init; } = [];

    /// <summary>The same, restricted to one codec: what a stream that exists already can be given out as.</summary>
    /// <param name="codec">The codec negotiated with whoever publishes the stream.</param>
    /// <remarks>Feedback and retransmission are negotiated per hop: they are ours, not the publisher's.</remarks>
    public MediaCapabilities For(NegotiatedCodec codec)
    {
        CodecCapability? own = Codecs.FirstOrDefault(own => CodecMatcher.Compare(own, codec.Name, codec.ClockRate, codec.Channels, codec.Parameters, true) == CodecMatch.Exact);
        return this with
        {
            Codecs =
            [
                new CodecCapability
                {
                    Name = codec.Name, ClockRate = codec.ClockRate, Channels = codec.Channels, Parameters = codec.Parameters,
                    Feedback = own?.Feedback ?? codec.Feedback,
                    PayloadType = own?.PayloadType ?? codec.PayloadType,
                    RtxPayloadType = own?.RtxPayloadType ?? codec.RtxPayloadType ?? 0,
                },
            ],
        };
    }

    // Retransmissions have the next number.
    private static CodecCapability Video(string name, byte payloadType, string parameters) => new()
    {
        Name = name,
        PayloadType = payloadType,
        RtxPayloadType = (byte)(payloadType + 1),
        Parameters = parameters,
        Feedback = VideoFeedback,
    };
}

using CdnLab.Rtc.Receiving;

namespace CdnLab.Forwarding;

/// <summary>What a node's media half has seen since it started. Written by its loop alone.</summary>
public sealed class ForwardingCounters
{
    /// <summary>Datagrams received.</summary>
    public long Datagrams;

    /// <summary>Datagrams of no known protocol (RFC 7983).</summary>
    public long UnknownDatagrams;

    /// <summary>STUN datagrams that do not parse or name no session.</summary>
    public long StrayStun;

    /// <summary>DTLS, RTP and RTCP datagrams from addresses without a session.</summary>
    public long StrayDatagrams;

    /// <summary>SRTP or SRTCP that could not be authenticated, was replayed or cut short.</summary>
    public long UnprotectFailures;

    /// <summary>Of <see cref="UnprotectFailures"/>, replays.</summary>
    public long Replayed;

    /// <summary>What comes from publishers and upstream nodes.</summary>
    public ReceiverCounters Receivers { get; } = new();

    /// <summary>Authenticated RTCP that does not parse.</summary>
    public long MalformedRtcp;

    /// <summary>RTCP packets received, the parts of a compound one by one.</summary>
    public long RtcpReceived;

    /// <summary>Packets that receivers asked for again.</summary>
    public long NacksReceived;

    /// <summary>Packets sent again.</summary>
    public long Retransmitted;

    /// <summary>Packets asked for again that were not kept, or whose receiver takes no RTX.</summary>
    public long NotRetransmitted;

    /// <summary>Key frame requests from receivers.</summary>
    public long KeyFrameRequestsReceived;

    /// <summary>Transport-wide feedback messages received.</summary>
    public long TransportFeedbackReceived;

    /// <summary>Sessions made.</summary>
    public long SessionsMade;

    /// <summary>Sessions that ended.</summary>
    public long SessionsEnded;

    /// <summary>Sessions whose transport never connected or lost consent.</summary>
    public long TransportFailures;

    /// <summary>The counters by name, for status pages.</summary>
    public IReadOnlyDictionary<string, long> ToDictionary() => new Dictionary<string, long>
    {
        ["datagrams"] = Datagrams,
        ["unknown_datagrams"] = UnknownDatagrams,
        ["stray_stun"] = StrayStun,
        ["stray_datagrams"] = StrayDatagrams,
        ["unprotect_failures"] = UnprotectFailures,
        ["replayed"] = Replayed,
        ["malformed_rtp"] = Receivers.MalformedRtp,
        ["unknown_payload_types"] = Receivers.UnknownPayloadTypes,
        ["malformed_rtcp"] = MalformedRtcp,
        ["rtp_received"] = Receivers.RtpReceived,
        ["rtx_received"] = Receivers.RtxReceived,
        ["rtcp_received"] = RtcpReceived,
        ["nacks_received"] = NacksReceived,
        ["retransmitted"] = Retransmitted,
        ["not_retransmitted"] = NotRetransmitted,
        ["nacks_sent"] = Receivers.NacksSent,
        ["key_frame_requests_received"] = KeyFrameRequestsReceived,
        ["key_frame_requests_sent"] = Receivers.KeyFrameRequestsSent,
        ["transport_feedback_received"] = TransportFeedbackReceived,
        ["sessions_made"] = SessionsMade,
        ["sessions_ended"] = SessionsEnded,
        ["transport_failures"] = TransportFailures,
    };
}

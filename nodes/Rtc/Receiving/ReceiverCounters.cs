namespace CdnLab.Rtc.Receiving;

/// <summary>What receivers have seen and asked for; one object may count for many of them. Written by one loop.</summary>
public sealed class ReceiverCounters
{
    /// <summary>Authenticated RTP that does not parse.</summary>
    public long MalformedRtp;

    /// <summary>RTP of a payload type that was not agreed on.</summary>
    public long UnknownPayloadTypes;

    /// <summary>RTP packets, retransmissions included.</summary>
    public long RtpReceived;

    /// <summary>Retransmissions.</summary>
    public long RtxReceived;

    /// <summary>Packets asked for again; one asked for twice counts twice.</summary>
    public long NacksSent;

    /// <summary>Key frames asked for.</summary>
    public long KeyFrameRequestsSent;
}

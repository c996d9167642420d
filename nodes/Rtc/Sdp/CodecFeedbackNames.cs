namespace CdnLab.Rtc.Sdp;

/// <summary>Feedback flags as they are written in <c>a=rtcp-fb</c>.</summary>
internal static class CodecFeedbackNames
{
    private static readonly (CodecFeedback Flag, string Name)[] Names =
    [
        (CodecFeedback.Remb, "goog-remb"),
        (CodecFeedback.TransportCc, "transport-cc"),
        (CodecFeedback.Fir, "ccm fir"),
        (CodecFeedback.Nack, "nack"),
        (CodecFeedback.Pli, "nack pli"),
    ];

    public static CodecFeedback Read(MediaDescription media, byte payloadType)
    {
        CodecFeedback flags = CodecFeedback.None;
        foreach (RtcpFeedback feedback in media.Feedback)
        {
            if (feedback.PayloadType is { } type && type != payloadType)
            {
                continue;
            }

            foreach ((CodecFeedback flag, string name) in Names)
            {
                flags |= feedback.Value == name ? flag : CodecFeedback.None;
            }
        }

        return flags;
    }

    public static void Write(MediaDescription media, byte payloadType, CodecFeedback flags)
    {
        foreach ((CodecFeedback flag, string name) in Names)
        {
            if ((flags & flag) != 0)
            {
                media.Feedback.Add(new RtcpFeedback(payloadType, name));
            }
        }
    }
}

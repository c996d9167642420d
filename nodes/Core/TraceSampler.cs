namespace CdnLab.Core;

/// <summary>Chooses the frames whose packets are traced hop by hop.</summary>
public static class TraceSampler
{
    /// <summary>
    /// Whether the frame with this RTP timestamp is traced. Every hop asks the same question of the same number, so that all
    /// trace the same frames without a word between them.
    /// </summary>
    /// <param name="rtpTimestamp">RTP timestamp, which pass-through nodes leave as it is.</param>
    /// <param name="every">One frame in this many; 0 for none.</param>
    public static bool IsTraced(uint rtpTimestamp, int every) =>
        every > 0 && ((rtpTimestamp * 2654435761u) >> 16) % (uint)every == 0;
}

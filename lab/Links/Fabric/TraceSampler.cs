namespace CdnLab.Links.Fabric;

/// <summary>
/// Chooses the RTP packets that are traced along their way, by their RTP timestamp alone: every hop that passes the
/// timestamp on picks the same frames without being told.
/// </summary>
public static class TraceSampler
{
    /// <summary>Whether the packets of an RTP timestamp are traced.</summary>
    /// <param name="rtpTimestamp">The timestamp of the RTP header.</param>
    /// <param name="every">About one timestamp in so many is traced; 0 or less traces none, 1 all.</param>
    public static bool IsTraced(uint rtpTimestamp, int every) =>
        every > 0 && ((rtpTimestamp * 2654435761u) >> 16) % (uint)every == 0;
}

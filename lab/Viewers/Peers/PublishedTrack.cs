using CdnLab.Core;
using CdnLab.Rtc.Feedback;
using CdnLab.Rtc.Sending;

namespace CdnLab.Viewers.Peers;

/// <summary>One track of a simulated publisher: what it has sent and may have to send again.</summary>
internal sealed class PublishedTrack(PacketSender sender, PacketHistory history, MediaClock clock, long next, uint firstTimestamp)
{
    public PacketSender Sender { get; } = sender;

    public PacketHistory History { get; } = history;

    public MediaClock Clock { get; } = clock;

    public uint FirstTimestamp { get; } = firstTimestamp;

    /// <summary>The next packet's number without wrap.</summary>
    public long Next { get; set; } = next;

    public void Retransmit(ushort sequence, uint absSendTime, IDatagramSink sink, NetAddress to)
    {
        long newest = History.Newest;
        long extended = newest - (short)((ushort)newest - sequence);
        if (History.TryGet(extended, out StoredPacket packet, out ReadOnlySpan<byte> payload))
        {
            int length = Sender.WriteRetransmission(sink.Next, packet, payload, sequence, absSendTime, out _);
            if (length > 0)
            {
                sink.Commit(length, to);
            }
        }
    }
}

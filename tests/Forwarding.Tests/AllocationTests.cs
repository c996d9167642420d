using CdnLab.Core;
using CdnLab.Forwarding.Tests.Support;
using CdnLab.Links.Netem;
using CdnLab.Rtc.Sending;
using CdnLab.Rtc.Srtp;
using CdnLab.TestKit;
using CdnLab.Viewers.Peers;

namespace CdnLab.Forwarding.Tests;

/// <summary>Nothing is allocated per packet once everybody is there.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void Passing_a_packet_on_allocates_nothing()
    {
        using var link = new SrtpLink();
        var sink = new RecordingSink { Forgets = true };
        var track = new Track(Samples.Video, TimeSpan.FromMilliseconds(500));
        for (uint i = 0; i < 10; i++)
        {
            var consumer = new Consumer(track, link.Transport, Samples.Format with { Ssrc = 0x1111 + i, RtxSsrc = 0x5555 + i }, 1000);
            track.Add(consumer);
            consumer.Activate();
        }

        byte[][] payloads = [.. Enumerable.Range(0, 4096).Select(number => Samples.Payload(number, number % 60 == 0))];
        Assert.Equal(0, Allocated(2048, number =>
        {
            track.Receive(Samples.Packet(number), payloads[number], 0, sink);
            track.Consumers[0].Retransmit((ushort)(1000 + number), 0, sink);
        }));
        Assert.True(track.Consumers[9].Sender.PacketsSent > 4000 && track.Consumers[0].Sender.Retransmitted > 4000, "little was measured");
    }

    [Fact]
    public void A_datagrams_whole_way_through_a_node_allocates_nothing()
    {
        using var cdn = new SimCdn(1, new LinkProfile { Delay = TimeSpan.FromMilliseconds(1) });
        PublisherPeer publisher = cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        for (int i = 0; i < 5; i++)
        {
            cdn.Join(cdn.Origin, "stream");
        }

        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        byte[][] datagrams = Datagrams(publisher.Transport!.Srtp!, 4096);
        NetAddress from = cdn.AddressOf(publisher);
        cdn.Origin.Sink.Discards = true;
        Instant now = cdn.Network.Now;
        long forwarded = cdn.Origin.Sink.Forwarded;
        long allocated = Allocated(2048, number =>
        {
            // A packet per millisecond: reports, feedback and a timer's turn come in between as they do in a process.
            now += TimeSpan.FromMilliseconds(1);
            cdn.Origin.Core.ReceiveDatagram(now, now, datagrams[number], from);
            cdn.Origin.Core.EndBatch(now);
            if (cdn.Origin.Core.NextTimeout <= now)
            {
                cdn.Origin.Core.HandleTimeout(now);
            }
        });
        Assert.True(cdn.Origin.Sink.Forwarded - forwarded > 4000 * 5, $"{cdn.Origin.Sink.Forwarded - forwarded} packets left");
        Assert.Equal(0, allocated);
    }

    private static byte[][] Datagrams(SrtpSession srtp, int count)
    {
        var datagrams = new byte[count][];
        byte[] buffer = new byte[1500];
        for (int i = 0; i < count; i++)
        {
            int header = EgressHeader.Write(buffer, i % 3 == 2, 96, (ushort)i, (uint)(i / 3 * 3000), 0xBEEF, new EgressExtensions(2, 6, 3), 1, 1, (ushort)i);
            datagrams[i] = buffer[..srtp.ProtectRtp(buffer, header, Samples.Payload(i, i % 60 == 0), 0)];
        }

        return datagrams;
    }

    /// <summary>Bytes allocated by this thread in the second half of twice as many turns.</summary>
    private static long Allocated(int turns, Action<int> turn)
    {
        for (int i = 0; i < turns; i++)
        {
            turn(i);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = turns; i < 2 * turns; i++)
        {
            turn(i);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

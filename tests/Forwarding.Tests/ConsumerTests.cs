using CdnLab.Core;
using CdnLab.Forwarding.Tests.Support;
using CdnLab.Rtc.Rtp;

namespace CdnLab.Forwarding.Tests;

public sealed class ConsumerTests : IDisposable
{
    private const ushort First = 1000;
    private static readonly Instant Later = new(5_000_000_000);

    private readonly RecordingSink _sink = new();
    private readonly SrtpLink _link = new();
    private readonly Track _track = new(Samples.Video, TimeSpan.FromMilliseconds(500));

    public void Dispose() => _link.Dispose();

    [Fact]
    public void Before_its_transport_is_up_it_sends_nothing()
    {
        Consumer consumer = Add();
        _track.Feed(_sink, 0, 20, 0);
        Assert.False(consumer.CatchUp(100, 0, _sink));
        Assert.Equal(ConsumerState.Idle, consumer.State);
        Assert.Empty(_sink.Datagrams);
    }

    [Fact]
    public void Sound_is_live_at_once()
    {
        var track = new Track(Samples.Audio, TimeSpan.FromMilliseconds(500));
        Consumer consumer = Add(track);
        track.Feed(_sink, 0, 4);
        consumer.Activate();
        Assert.Equal(ConsumerState.Live, consumer.State);
        track.Feed(_sink, 5, 7);
        Assert.Equal([5, 6, 7], Numbers(_sink.Open(_link)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void It_starts_on_the_kept_key_frame_and_is_caught_up_without_gap_or_duplicate(int budget)
    {
        _track.Feed(_sink, 0, 98, 0, 60);
        Consumer consumer = Add();
        consumer.Activate();
        Assert.Equal(ConsumerState.CatchingUp, consumer.State);
        Assert.Equal(0, _track.KeyFrameGate.Received);

        // New packets come while it catches up, in and out of order: more than are sent per turn when the budget is small.
        long next = 99;
        int turns = 0;
        while (consumer.CatchUp(budget, 0, _sink))
        {
            if (++turns < 30)
            {
                _track.Feed(_sink, next + 1, next + 1);
                _track.Feed(_sink, next, next);
                next += 2;
            }
        }

        Assert.Equal(ConsumerState.Live, consumer.State);
        _track.Feed(_sink, next, next + 5);
        List<Sent> sent = _sink.Open(_link);
        AssertWhole(sent, 60, next + 5);
        Assert.Equal(First, sent[0].Sequence);
        Assert.Equal(First + next + 5 - 60, sent.Max(packet => (int)packet.Sequence));
        Assert.False(consumer.CatchUp(budget, 0, _sink));
    }

    [Fact]
    public void What_is_caught_up_is_not_told_as_live()
    {
        _track.Feed(_sink, 0, 9, 0);
        Consumer consumer = Add();
        consumer.Activate();
        consumer.CatchUp(100, 0, _sink);
        _track.Feed(_sink, 10, 10);
        Assert.All(_sink.Hops[..10], hop => Assert.False(hop.Live));
        ForwardedHop live = _sink.Hops[10];
        Assert.Equal(new ForwardedHop(Samples.Packet(10).Received, Samples.InSsrc, 10, 0x1111, First + 10, Samples.Packet(10).Timestamp, true), live);
    }

    [Fact]
    public void Without_a_kept_key_frame_it_asks_and_waits_for_one()
    {
        _track.Feed(_sink, 1, 20);
        Consumer consumer = Add();
        consumer.Activate();
        Assert.Equal(ConsumerState.AwaitingKeyFrame, consumer.State);
        Assert.True(_track.KeyFrameGate.TryTake(Later));
        _track.Feed(_sink, 21, 29);
        Assert.Empty(_sink.Datagrams);
        _track.Feed(_sink, 30, 40, 30);
        Assert.Equal(ConsumerState.Live, consumer.State);
        List<Sent> sent = _sink.Open(_link);
        AssertWhole(sent, 30, 40);
        Assert.Equal(First, sent[0].Sequence);
    }

    [Fact]
    public void A_key_frame_whose_first_packet_comes_last_is_sent_whole()
    {
        // A lost first packet comes by retransmission, after the rest of its frame. Once, that rest was never sent: the viewer
        // began with a hole and had to ask for packets that the node had all the time.
        _track.Feed(_sink, 1, 20);
        Consumer consumer = Add();
        consumer.Activate();
        _track.Feed(_sink, 31, 38);
        Assert.Empty(_sink.Datagrams);
        _track.Feed(_sink, 30, 30, 30);
        while (consumer.CatchUp(3, 0, _sink))
        {
        }

        Assert.Equal(ConsumerState.Live, consumer.State);
        _track.Feed(_sink, 39, 41);
        List<Sent> sent = _sink.Open(_link);
        AssertWhole(sent, 30, 41);
        Assert.Equal(Enumerable.Range(First, 12).Select(static number => (ushort)number), sent.Select(packet => packet.Sequence));
    }

    [Fact]
    public void A_hole_that_closes_behind_the_cursor_is_filled_while_it_catches_up()
    {
        _track.Feed(_sink, 0, 4, 0);
        _track.Feed(_sink, 6, 30);
        Consumer consumer = Add();
        consumer.Activate();
        Assert.True(consumer.CatchUp(10, 0, _sink));
        _track.Feed(_sink, 5, 5);
        Assert.Equal(ConsumerState.CatchingUp, consumer.State);
        Assert.False(consumer.CatchUp(100, 0, _sink));
        AssertWhole(_sink.Open(_link), 0, 30);
    }

    [Fact]
    public void A_hole_that_closes_ahead_of_the_cursor_is_filled_once()
    {
        _track.Feed(_sink, 0, 19, 0);
        _track.Feed(_sink, 21, 30);
        Consumer consumer = Add();
        consumer.Activate();
        Assert.True(consumer.CatchUp(10, 0, _sink));
        _track.Feed(_sink, 20, 20);
        Assert.False(consumer.CatchUp(100, 0, _sink));
        AssertWhole(_sink.Open(_link), 0, 30);
    }

    [Fact]
    public void A_late_packet_is_passed_on_to_a_live_receiver_under_its_own_number()
    {
        Consumer consumer = Add();
        consumer.Activate();
        _track.Feed(_sink, 0, 4, 0);
        _track.Feed(_sink, 6, 9);
        _track.Feed(_sink, 5, 5);
        List<Sent> sent = _sink.Open(_link);
        AssertWhole(sent, 0, 9);
        Assert.Equal(First + 5, sent[^1].Sequence);
    }

    [Fact]
    public void A_cursor_that_the_ring_overtakes_waits_for_the_next_key_frame()
    {
        _track.Feed(_sink, 0, 1000, 0);
        Consumer consumer = Add();
        consumer.Activate();
        Assert.True(consumer.CatchUp(10, 0, _sink));
        _track.Feed(_sink, 1001, 1100);
        Assert.False(consumer.CatchUp(10, 0, _sink));
        Assert.Equal(ConsumerState.AwaitingKeyFrame, consumer.State);
        Assert.True(_track.KeyFrameGate.TryTake(Later), "no key frame was asked for");
        _track.Feed(_sink, 1101, 1110, 1104);
        Assert.Equal(ConsumerState.Live, consumer.State);
        List<long> numbers = Numbers(_sink.Open(_link));
        Assert.Equal([.. Enumerable.Range(0, 10), .. Enumerable.Range(1104, 7)], numbers);
    }

    [Fact]
    public void A_key_frame_that_is_no_longer_whole_in_the_ring_is_not_started_on()
    {
        _track.Feed(_sink, 0, 1023, 0);
        Assert.True(_track.TryGetKeptKeyFrame(out long start));
        Assert.Equal(0, start);
        _track.Feed(_sink, 1024, 1024);
        Assert.False(_track.TryGetKeptKeyFrame(out _));
        Consumer consumer = Add();
        consumer.Activate();
        Assert.Equal(ConsumerState.AwaitingKeyFrame, consumer.State);
    }

    [Fact]
    public void What_was_sent_before_its_first_packet_is_never_sent()
    {
        _track.Feed(_sink, 10, 14);
        Consumer consumer = Add();
        consumer.Activate();
        _track.Feed(_sink, 15, 20, 15);
        _track.Feed(_sink, 7, 9);
        consumer.Retransmit(First - 3, 0, _sink);
        Assert.Equal(Enumerable.Range(15, 6).Select(static i => (long)i), Numbers(_sink.Open(_link)));
        Assert.Equal(1, consumer.NotKept);
    }

    [Fact]
    public void A_NACK_is_answered_from_the_history()
    {
        Consumer consumer = Add();
        consumer.Activate();
        _track.Feed(_sink, 0, 100, 0);
        _sink.Open(_link);
        foreach (ushort missed in (ushort[])[First, First + 50, First + 100])
        {
            consumer.Retransmit(missed, 0, _sink);
            Sent sent = Assert.Single(_sink.Open(_link));
            Assert.Equal((97, 0x2222u), (sent.PayloadType, sent.Ssrc));
            Assert.True(RtpRtx.TryRead(sent.Payload, out ushort original, out ReadOnlySpan<byte> payload));
            Assert.Equal(missed, original);
            Assert.Equal(Samples.Payload(missed - First, missed == First), payload.ToArray());
            Assert.Equal((0x2222u, sent.Sequence, false), (_sink.Hops[^1].OutSsrc, _sink.Hops[^1].OutSequence, _sink.Hops[^1].Live));
        }

        Assert.Equal((3L, 0L), (consumer.Sender.Retransmitted, consumer.NotKept));
    }

    [Fact]
    public void A_NACK_for_what_is_not_kept_is_counted_and_not_answered()
    {
        Consumer consumer = Add();
        consumer.Retransmit(First, 0, _sink);
        consumer.Activate();
        consumer.Retransmit(First, 0, _sink);
        _track.Feed(_sink, 0, 2000, 0);
        _sink.Datagrams.Clear();
        consumer.Retransmit(First + 5, 0, _sink);
        consumer.Retransmit(First + 2001, 0, _sink);
        consumer.Retransmit(First - 1, 0, _sink);
        Assert.Empty(_sink.Datagrams);
        Assert.Equal(5, consumer.NotKept);
    }

    [Theory]
    [InlineData(0x7FFF)]
    [InlineData(0x7F00)]
    [InlineData(0)]
    public void Numbers_and_NACKs_go_on_over_the_wrap(ushort first)
    {
        var consumer = new Consumer(_track, _link.Transport, Samples.Format, first);
        _track.Add(consumer);
        consumer.Activate();
        for (long from = 0; from < 80_001; from += 3)
        {
            _track.Feed(_sink, from, from + 2, 0);
            if (from % 999 == 0)
            {
                long missed = Math.Max(0, from - 500);
                consumer.Retransmit((ushort)(missed + first), 0, _sink);
                Sent sent = _sink.Open(_link)[^1];
                Assert.True(RtpRtx.TryRead(sent.Payload, out ushort original, out ReadOnlySpan<byte> payload), $"no retransmission at {from}");
                Assert.Equal((ushort)(missed + first), original);
                Assert.Equal(Samples.Payload(missed, missed == 0), payload.ToArray());
            }
            else
            {
                foreach (Sent sent in _sink.Open(_link))
                {
                    Assert.Equal((ushort)(Samples.NumberOf(sent) + first), sent.Sequence);
                }
            }
        }

        Assert.Equal(0, consumer.NotKept);
    }

    [Fact]
    public void The_first_number_leaves_room_before_the_wrap()
    {
        // RFC 3711 §3.3.1: who misses the first packets must not miss the first wrap with them.
        var consumer = new Consumer(_track, _link.Transport, Samples.Format, 0xFFFF);
        _track.Add(consumer);
        consumer.Activate();
        _track.Feed(_sink, 0, 0, 0);
        Assert.Equal(0x7FFF, Assert.Single(_sink.Open(_link)).Sequence);
    }

    private static List<long> Numbers(IEnumerable<Sent> sent) => [.. sent.Select(Samples.NumberOf)];

    /// <summary>Every packet from one number to another once, each under its number's distance from the first.</summary>
    private static void AssertWhole(List<Sent> sent, long from, long to)
    {
        Assert.Equal(Enumerable.Range((int)from, (int)(to - from) + 1).Select(static i => (long)i), Numbers(sent).Order());
        Assert.All(sent, packet => Assert.Equal(First + Samples.NumberOf(packet) - from, packet.Sequence));
    }

    private Consumer Add(Track? track = null)
    {
        var consumer = new Consumer(track ?? _track, _link.Transport, Samples.Format, First);
        (track ?? _track).Add(consumer);
        return consumer;
    }
}

using CdnLab.Core;
using CdnLab.Forwarding.Tests.Support;
using CdnLab.Rtc.Sending;

namespace CdnLab.Forwarding.Tests;

public sealed class TrackTests : IDisposable
{
    private readonly RecordingSink _sink = new();
    private readonly SrtpLink _link = new();
    private readonly Track _track = new(Samples.Video, TimeSpan.FromMilliseconds(500));

    public void Dispose() => _link.Dispose();

    [Fact]
    public void A_packet_that_comes_twice_is_passed_on_once()
    {
        Add(_track);
        _track.Feed(_sink, 0, 9, 0);
        foreach (long number in (long[])[0, 5, 9])
        {
            Assert.False(_track.Receive(Samples.Packet(number), Samples.Payload(number), 0, _sink));
        }

        Assert.Equal((10L, 3L, 0L), (_track.Received, _track.Duplicates, _track.Dropped));
        Assert.Equal(10, _sink.Open(_link).Count);
    }

    [Fact]
    public void What_is_too_old_or_too_long_for_the_history_is_dropped_and_counted()
    {
        Add(_track);
        _track.Feed(_sink, 5000, 5009, 5001);
        _sink.Datagrams.Clear();
        Assert.False(_track.Receive(Samples.Packet(3000), Samples.Payload(3000), 0, _sink));
        Assert.False(_track.Receive(Samples.Packet(5010), new byte[PacketHistory.MaximumPayload + 1], 0, _sink));
        Assert.Equal((0L, 2L), (_track.Duplicates, _track.Dropped));
        Assert.Empty(_sink.Datagrams);
    }

    [Fact]
    public void Key_frames_are_counted_and_the_last_one_is_kept()
    {
        Assert.False(_track.TryGetKeptKeyFrame(out _));
        _track.Feed(_sink, 0, 99, 30, 60);
        Assert.Equal(2, _track.KeyFrames);
        Assert.True(_track.TryGetKeptKeyFrame(out long start));
        Assert.Equal(60, start);
        Assert.True(_track.History.TryGet(60, out StoredPacket packet, out _));
        Assert.True(packet.KeyFrameStart);
        Assert.True(_track.History.TryGet(61, out packet, out _));
        Assert.False(packet.KeyFrameStart);
    }

    [Fact]
    public void An_older_key_frame_that_comes_late_does_not_move_the_start_back()
    {
        _track.Feed(_sink, 0, 29, 0);
        _track.Feed(_sink, 31, 70, 60);
        Assert.True(_track.Receive(Samples.Packet(30), Samples.Payload(30, key: true), 0, _sink));
        Assert.True(_track.TryGetKeptKeyFrame(out long start));
        Assert.Equal(60, start);
        Assert.Equal(2, _track.KeyFrames);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2 })]
    [InlineData(new[] { 2, 1, 0 })]
    [InlineData(new[] { 1, 0, 2 })]
    public void Of_one_key_frame_in_several_packets_the_first_is_the_start(int[] order)
    {
        // H.264: parameter sets and picture each look like a beginning (RFC 6184); they have one timestamp.
        var track = new Track(Samples.H264, TimeSpan.FromMilliseconds(500));
        byte[][] units = [[0x67, 0x42, 0xE0, 0x1F], [0x65, 0x88, 0x84], [0x65, 0x00, 0x84]];
        foreach (int index in order)
        {
            Assert.True(track.Receive(Samples.Packet(300 + index), units[index], 0, _sink));
        }

        Assert.Equal(1, track.KeyFrames);
        Assert.True(track.TryGetKeptKeyFrame(out long start));
        Assert.Equal(300, start);
    }

    [Fact]
    public void Requests_of_many_receivers_become_one_and_a_key_frame_settles_them()
    {
        var now = new Instant(1_000_000_000);
        for (int i = 0; i < 5; i++)
        {
            Add(_track);
        }

        Assert.True(_track.KeyFrameGate.TryTake(now));
        Assert.False(_track.KeyFrameGate.TryTake(now));

        // One more within the interval waits for its end ...
        _track.KeyFrameGate.Request();
        Assert.False(_track.KeyFrameGate.TryTake(now + TimeSpan.FromMilliseconds(499)));
        Assert.Equal(now + TimeSpan.FromMilliseconds(500), _track.KeyFrameGate.NextTimeout);

        // ... unless the key frame comes before that.
        _track.Feed(_sink, 0, 2, 0);
        Assert.True(_track.KeyFrameGate.NextTimeout.IsNever);
        Assert.False(_track.KeyFrameGate.TryTake(now + TimeSpan.FromSeconds(1)));
        Assert.Equal(1, _track.KeyFrameGate.Sent);
    }

    [Fact]
    public void Receivers_come_and_go_and_the_others_are_served()
    {
        Consumer[] consumers = [.. Enumerable.Range(0, 20).Select(_ => Add(_track))];
        _track.Feed(_sink, 0, 0, 0);
        Assert.Equal(20, _sink.Datagrams.Count);
        foreach (Consumer consumer in consumers.Where((_, index) => index % 3 != 0))
        {
            _track.Remove(consumer);
            _track.Remove(consumer);
        }

        Assert.Equal(7, _track.Consumers.Length);
        _sink.Datagrams.Clear();
        _track.Feed(_sink, 1, 1);
        Assert.Equal(7, _sink.Datagrams.Count);
        Assert.All(consumers, consumer => Assert.Equal(_track.Consumers.Contains(consumer) ? 2u : 1u, consumer.Sender.PacketsSent));
    }

    [Fact]
    public void Every_codec_says_where_a_key_frame_begins()
    {
        (string Codec, byte[] Key, byte[] Delta)[] codecs =
        [
            ("VP8", [0x10, 0x10, 0, 0], [0x10, 0x11, 0, 0]),
            ("VP9", [0x08, 0x00], [0x48, 0x00]),
            ("H264", [0x65, 0x88], [0x41, 0x9A]),
            ("AV1", [0x18, 0x0A], [0x10, 0x32]),
        ];
        foreach ((string codec, byte[] key, byte[] delta) in codecs)
        {
            var track = new Track(Samples.Video with { Codec = codec }, TimeSpan.FromMilliseconds(500));
            track.Receive(Samples.Packet(0), delta, 0, _sink);
            Assert.True(track.KeyFrames == 0, $"{codec}: a delta frame was taken for a key frame");
            track.Receive(Samples.Packet(3), key, 0, _sink);
            Assert.True(track.KeyFrames == 1, $"{codec}: the key frame was not seen");
        }
    }

    private Consumer Add(Track track)
    {
        var consumer = new Consumer(track, _link.Transport, Samples.Format with { Ssrc = (uint)(0x1111 + track.Consumers.Length) }, 1000);
        track.Add(consumer);
        consumer.Activate();
        return consumer;
    }
}

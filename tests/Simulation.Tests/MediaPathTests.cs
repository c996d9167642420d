using CdnLab.Rtc.Receiving;
using CdnLab.Forwarding;
using CdnLab.Links.Netem;
using CdnLab.TestKit;
using CdnLab.Viewers.Peers;

namespace CdnLab.Simulation.Tests;

public sealed class MediaPathTests
{
    private static readonly LinkProfile Ocean = new() { Delay = TimeSpan.FromMilliseconds(47.5), Jitter = TimeSpan.FromMilliseconds(2) };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_frame_crosses_origin_link_and_edge_in_link_delay(ulong seed)
    {
        using var cdn = new SimCdn(seed, Ocean with { Loss = 0.0001 });
        PublisherPeer publisher = cdn.Publish("test_eu");
        cdn.Network.RunFor(TimeSpan.FromSeconds(3));
        cdn.Pull("test_eu", Ocean.Delay);
        ViewerPeer[] viewers = [.. Enumerable.Range(0, 3).Select(_ => cdn.Join(cdn.Edge, "test_eu"))];
        cdn.Network.RunFor(TimeSpan.FromSeconds(3));
        Measure(cdn, publisher, viewers, TimeSpan.FromSeconds(10));

        Assert.All(viewers, viewer =>
        {
            string figures = Describe(cdn, publisher, viewer);
            Assert.True(viewer.Join.IsComplete, "no key frame; " + figures);
            Assert.True(viewer.Measured.VideoFrames == publisher.VideoFrames, figures);
            Assert.True(viewer.Measured.AudioFrames == publisher.AudioFrames, figures);
            Assert.True(viewer.Measured.DamagedFrames == 0, figures);
            Assert.True(viewer.Measured.Freezes == 0, figures);
            Assert.InRange(viewer.Latencies.Video.PercentileMs(50), 45, 51);
        });
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Lost_packets_are_repaired_in_time_at_one_percent(ulong seed)
    {
        using var cdn = new SimCdn(seed, Ocean with { Loss = 0.01 });
        PublisherPeer publisher = cdn.Publish("test_eu");
        cdn.Network.RunFor(TimeSpan.FromSeconds(3));
        cdn.Pull("test_eu", Ocean.Delay);
        ViewerPeer viewer = cdn.Join(cdn.Edge, "test_eu");
        cdn.Network.RunFor(TimeSpan.FromSeconds(4));
        Measure(cdn, publisher, [viewer], TimeSpan.FromSeconds(30));

        string figures = Describe(cdn, publisher, viewer);
        TrackLoss loss = cdn.Edge.Core.SumUpstreamLoss();
        Assert.True(loss.Lost > 10, $"nothing was lost: {loss}; {figures}");
        Assert.True(loss.GivenUp <= loss.Lost / 1000, $"{loss}; {figures}");
        Assert.True(viewer.Measured.VideoFrames == publisher.VideoFrames, figures);
        Assert.True(viewer.Measured.AudioFrames == publisher.AudioFrames, figures);
        Assert.True(viewer.Measured.LateFrames == 0, figures);
    }

    [Fact]
    public void Stopping_the_publisher_stops_viewers_at_once_with_the_reason()
    {
        using var cdn = new SimCdn(21, Ocean);
        PublisherPeer publisher = cdn.Publish("test_eu");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        ViewerPeer viewer = cdn.Join(cdn.Origin, "test_eu");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        publisher.Close(cdn.Network.Now, "done");
        cdn.Network.RunFor(TimeSpan.FromMilliseconds(10));

        Assert.Equal(MediaNode.StoppedByPublisher, viewer.Goodbye);
        Assert.True(viewer.IsOver);
        Assert.Contains(cdn.Origin.Events, mediaEvent => mediaEvent is MediaEvent.Stopped { Stream: "test_eu" });
        Assert.Equal(LocalStreamKind.None, cdn.Origin.Core.Find("test_eu"));
        Assert.Equal(cdn.Origin.Core.Counters.SessionsMade, cdn.Origin.Core.Counters.SessionsEnded);
    }

    [Fact]
    public void A_viewer_that_asks_for_a_key_frame_makes_the_publisher_cut_to_one_at_once()
    {
        using var cdn = new SimCdn(31, Ocean);
        PublisherPeer publisher = cdn.Publish("test_eu");
        cdn.Network.RunFor(TimeSpan.FromSeconds(3));
        cdn.Pull("test_eu", Ocean.Delay);
        ViewerPeer viewer = cdn.Join(cdn.Edge, "test_eu");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1.5));
        long before = publisher.Cuts;
        long seen = viewer.KeyFrames;

        viewer.RequestKeyFrame(cdn.Network.Now);
        cdn.Network.RunFor((2 * Ocean.Delay) + TimeSpan.FromMilliseconds(60));

        Assert.Equal(before + 1, publisher.Cuts);
        Assert.Equal(seen + 1, viewer.KeyFrames);
    }

    private static void Measure(SimCdn cdn, PublisherPeer publisher, ViewerPeer[] viewers, TimeSpan duration)
    {
        var window = new MeasuringWindow(cdn.Network.Now, cdn.Network.Now + duration);
        publisher.Window = window;
        foreach (ViewerPeer viewer in viewers)
        {
            viewer.SetWindow(window, new StreamLatencies());
        }

        cdn.Network.RunFor(duration + TimeSpan.FromSeconds(2));
        foreach (ViewerPeer viewer in viewers)
        {
            viewer.Finish();
        }
    }

    private static string Describe(SimCdn cdn, PublisherPeer publisher, ViewerPeer viewer) =>
        $"seed {cdn.Network.Seed}: video {viewer.Measured.VideoFrames} of {publisher.VideoFrames}, audio {viewer.Measured.AudioFrames} of "
        + $"{publisher.AudioFrames}, late {viewer.Measured.LateFrames}, damaged {viewer.Measured.DamagedFrames}, freezes {viewer.Measured.Freezes}, "
        + $"video p50 {viewer.Latencies.Video.PercentileMs(50)} ms p99 {viewer.Latencies.Video.PercentileMs(99)} ms, "
        + $"lost {viewer.Measured.Loss.Lost} repaired {viewer.Measured.Loss.Repaired}, transport {viewer.Transport?.State} {viewer.Transport?.Failure}, "
        + $"upstream {cdn.Edge.Core.SumUpstreamLoss()}, links {cdn.Network.Totals}";
}

using CdnLab.Core;
using CdnLab.Links.Netem;
using CdnLab.Rtc.Sdp;
using CdnLab.Rtc.Srtp;
using CdnLab.TestKit;
using CdnLab.Viewers.Peers;

namespace CdnLab.Forwarding.Tests;

/// <summary>A node's rules, with real publishers and viewers in virtual time.</summary>
public sealed class MediaNodeTests
{
    private static readonly LinkProfile Link = new() { Delay = TimeSpan.FromMilliseconds(10) };

    [Fact]
    public void A_second_publisher_of_a_stream_gets_409()
    {
        using var cdn = new SimCdn(1, Link);
        PublisherPeer publisher = cdn.Publish("stream");
        NegotiationOutcome outcome = cdn.Origin.Core.Publish(cdn.Network.Now, "stream", NewOffer());
        Assert.Equal(409, outcome.Status);
        Assert.Contains("stream", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(1, cdn.Origin.Core.CountSessions(PeerRole.Publisher));
    }

    [Fact]
    public void A_publisher_of_a_stream_that_is_being_fetched_gets_409()
    {
        using var cdn = new SimCdn(2, Link);
        PublisherPeer publisher = cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        cdn.Pull("stream", Link.Delay);
        Assert.Equal(409, cdn.Edge.Core.Publish(cdn.Network.Now, "stream", NewOffer()).Status);
        Assert.Equal(LocalStreamKind.Pulled, cdn.Edge.Core.Find("stream"));
    }

    [Fact]
    public void Playing_what_nobody_publishes_gets_409_and_offers_that_do_not_parse_400()
    {
        using var cdn = new SimCdn(3, Link);
        PublisherPeer publisher = cdn.Publish("stream");
        Assert.Equal(409, cdn.Origin.Core.Play(cdn.Network.Now, "other", NewOffer(), PeerKind.Viewer).Status);
        foreach (string offer in (string[])["", "v=0", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"])
        {
            Assert.Equal(400, cdn.Origin.Core.Play(cdn.Network.Now, "stream", offer, PeerKind.Viewer).Status);
            Assert.Equal(400, cdn.Origin.Core.Publish(cdn.Network.Now, "new", offer).Status);
        }

        Assert.Equal(1, cdn.Origin.Core.Counters.SessionsMade);
        Assert.Equal(LocalStreamKind.None, cdn.Origin.Core.Find("new"));
    }

    [Fact]
    public void At_its_limit_a_node_refuses_with_503_until_somebody_leaves()
    {
        using var cdn = new SimCdn(4, Link, options => options with { MaximumSessions = 3 });
        PublisherPeer publisher = cdn.Publish("stream");
        ViewerPeer leaver = cdn.Join(cdn.Origin, "stream");
        cdn.Join(cdn.Origin, "stream");
        string offer = NewOffer();
        Assert.Equal(503, cdn.Origin.Core.Play(cdn.Network.Now, "stream", offer, PeerKind.Viewer).Status);
        Assert.Equal(503, cdn.Origin.Core.Publish(cdn.Network.Now, "another", offer).Status);
        Assert.Equal("", cdn.Origin.Core.BeginPull(cdn.Network.Now, new StreamDescription("pulled", [])).PullId);

        Assert.True(cdn.Origin.Do(cdn.Network.Now, node => node.Close(cdn.Network.Now, cdn.OutcomeOf(leaver).SessionId, "left")));
        Assert.Equal(201, cdn.Origin.Core.Publish(cdn.Network.Now, "another", offer).Status);
    }

    [Fact]
    public void Replayed_packets_are_counted_and_not_passed_on()
    {
        using var cdn = new SimCdn(5, Link);
        PublisherPeer publisher = cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        SrtpSession srtp = publisher.Transport!.Srtp!;
        byte[] buffer = new byte[200];
        byte[] rtp = [0x80, 96, 0, 1, 0, 0, 0, 1, 0xDE, 0xAD, 0, 1];
        rtp.CopyTo(buffer, 0);
        byte[] datagram = buffer[..srtp.ProtectRtp(buffer, 12, [0x10, 0x11, 0, 0], 0)];
        long forwarded = cdn.Origin.Core.Counters.Receivers.RtpReceived;
        for (int i = 0; i < 5; i++)
        {
            cdn.Origin.Receive(cdn.Network.Now, [.. datagram], cdn.AddressOf(publisher));
        }

        byte[] rtcp = [0x80, 201, 0, 1, 0, 0, 0, 1];
        rtcp.CopyTo(buffer, 0);
        datagram = buffer[..srtp.ProtectRtcp(buffer, rtcp.Length)];
        cdn.Origin.Receive(cdn.Network.Now, [.. datagram], cdn.AddressOf(publisher));
        cdn.Origin.Receive(cdn.Network.Now, [.. datagram], cdn.AddressOf(publisher));

        Assert.Equal(forwarded + 1, cdn.Origin.Core.Counters.Receivers.RtpReceived);
        Assert.Equal(5, cdn.Origin.Core.Counters.Replayed);
        Assert.Equal(5, cdn.Origin.Core.Counters.UnprotectFailures);
        Assert.False(publisher.IsOver);
    }

    [Fact]
    public void Two_hundred_joins_and_leaves_leave_nothing_behind()
    {
        using var cdn = new SimCdn(6, Link);
        PublisherPeer publisher = cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        int before = cdn.Origin.Core.TableEntries;
        for (int i = 0; i < 50; i++)
        {
            ViewerPeer[] viewers = [.. Enumerable.Range(0, 4).Select(_ => cdn.Join(cdn.Origin, "stream"))];
            cdn.Network.RunFor(TimeSpan.FromMilliseconds(100));
            Assert.All(viewers, viewer => Assert.True(viewer.Join.IsComplete, $"round {i}: {viewer.Transport?.State} {viewer.Transport?.Failure}"));

            // By DELETE, by DTLS close, and the others without a word: consent ends those.
            cdn.Origin.Do(cdn.Network.Now, node => node.Close(cdn.Network.Now, cdn.OutcomeOf(viewers[0]).SessionId, "left"));
            viewers[1].Close(cdn.Network.Now, "left");
            cdn.Network.RunFor(TimeSpan.FromMilliseconds(1));
            Array.ForEach(viewers, cdn.Vanish);
        }

        Assert.Equal(100, cdn.Origin.Core.CountSessions(PeerRole.Viewer));
        cdn.Network.RunFor(TimeSpan.FromSeconds(31));
        Assert.Equal(0, cdn.Origin.Core.CountSessions(PeerRole.Viewer));
        Assert.Equal(100, cdn.Origin.Core.Counters.TransportFailures);
        Assert.Equal(before, cdn.Origin.Core.TableEntries);

        publisher.Close(cdn.Network.Now, "done");
        cdn.Network.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.Equal(0, cdn.Origin.Core.TableEntries);
        Assert.True(cdn.Origin.Core.NextTimeout.IsNever, "a timer is left");
        Assert.Equal(201, cdn.Origin.Core.Counters.SessionsMade);
        Assert.Equal(201, cdn.Origin.Core.Counters.SessionsEnded);
    }

    [Fact]
    public void Those_who_never_connect_are_forgotten_after_ten_seconds()
    {
        using var cdn = new SimCdn(7, Link);
        PublisherPeer publisher = cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        string offer = NewOffer();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(201, cdn.Origin.Do(cdn.Network.Now, node => node.Play(cdn.Network.Now, "stream", offer.Replace("a=sendonly", "a=recvonly", StringComparison.Ordinal), PeerKind.Viewer)).Status);
        }

        Assert.Equal(201, cdn.Origin.Do(cdn.Network.Now, node => node.Publish(cdn.Network.Now, "never", offer)).Status);
        cdn.Network.RunFor(TimeSpan.FromSeconds(9));
        Assert.Equal(10, cdn.Origin.Core.CountSessions(PeerRole.Viewer));
        Assert.Equal(LocalStreamKind.Published, cdn.Origin.Core.Find("never"));
        cdn.Network.RunFor(TimeSpan.FromSeconds(1.1));
        Assert.Equal(0, cdn.Origin.Core.CountSessions(PeerRole.Viewer));
        Assert.Equal(LocalStreamKind.None, cdn.Origin.Core.Find("never"));
        Assert.Equal(11, cdn.Origin.Core.Counters.TransportFailures);

        // It was never playable, so nobody is told of its end.
        Assert.DoesNotContain(cdn.Origin.Events, mediaEvent => mediaEvent is MediaEvent.Stopped);
    }

    [Fact]
    public void A_pull_that_nobody_watches_ends_after_its_time()
    {
        using var cdn = new SimCdn(8, Link, options => options with { IdlePullTimeout = TimeSpan.FromSeconds(5) });
        cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        cdn.Pull("stream", Link.Delay);
        ViewerPeer viewer = cdn.Join(cdn.Edge, "stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(8));
        Assert.Equal(LocalStreamKind.Pulled, cdn.Edge.Core.Find("stream"));

        viewer.Close(cdn.Network.Now, "left");
        cdn.Network.RunFor(TimeSpan.FromSeconds(4));
        ViewerPeer second = cdn.Join(cdn.Edge, "stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(2));
        Assert.True(second.Join.IsComplete, "the stream was not kept for the second viewer");
        second.Close(cdn.Network.Now, "left");
        cdn.Network.RunFor(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, cdn.Edge.Core.CountSessions(PeerRole.Upstream));
        Assert.DoesNotContain(cdn.Edge.Events, mediaEvent => mediaEvent is MediaEvent.PullEnded);

        cdn.Network.RunFor(TimeSpan.FromSeconds(0.2));
        Assert.Contains(cdn.Edge.Events, mediaEvent => mediaEvent is MediaEvent.PullEnded { Stream: "stream" });
        Assert.Equal(0, cdn.Edge.Core.TableEntries);
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(0, cdn.Origin.Core.CountSessions(PeerRole.Downstream));
        Assert.Equal(LocalStreamKind.Published, cdn.Origin.Core.Find("stream"));
    }

    [Fact]
    public void A_pull_without_an_answer_ends_after_its_time_too()
    {
        using var cdn = new SimCdn(9, Link, options => options with { IdlePullTimeout = TimeSpan.FromSeconds(5) });
        var description = new StreamDescription("stream", [new TrackDescription(TrackKind.Video, "VP8", 90_000, 1, "")]);
        PullOffer pull = cdn.Edge.Do(cdn.Network.Now, node => node.BeginPull(cdn.Network.Now, description));
        Assert.NotEqual("", pull.PullId);
        Assert.Equal("", cdn.Edge.Core.BeginPull(cdn.Network.Now, description).PullId);
        cdn.Network.RunFor(TimeSpan.FromSeconds(5.1));
        Assert.Contains(cdn.Edge.Events, mediaEvent => mediaEvent is MediaEvent.PullEnded ended && ended.PullId == pull.PullId);
        Assert.Equal(0, cdn.Edge.Core.TableEntries);
        Assert.NotNull(cdn.Edge.Core.CompletePull(cdn.Network.Now, pull.PullId, "v=0"));
    }

    [Fact]
    public void The_end_of_the_publisher_is_told_down_to_the_last_viewer()
    {
        using var cdn = new SimCdn(10, Link);
        PublisherPeer publisher = cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        cdn.Pull("stream", Link.Delay);
        ViewerPeer far = cdn.Join(cdn.Edge, "stream");
        ViewerPeer near = cdn.Join(cdn.Origin, "stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        publisher.Close(cdn.Network.Now, "done");
        cdn.Network.RunFor(TimeSpan.FromMilliseconds(50));
        Assert.Equal((MediaNode.StoppedByPublisher, true), (near.Goodbye, near.IsOver));
        Assert.Equal((MediaNode.StoppedByPublisher, true), (far.Goodbye, far.IsOver));
        Assert.Contains(cdn.Origin.Events, mediaEvent => mediaEvent is MediaEvent.Stopped { Stream: "stream", Reason: "done" });
        Assert.Contains(cdn.Edge.Events, mediaEvent => mediaEvent is MediaEvent.PullEnded { Reason: MediaNode.StoppedByPublisher });
        Assert.Equal(0, cdn.Origin.Core.TableEntries + cdn.Edge.Core.TableEntries);
    }

    [Fact]
    public void The_requests_of_a_crowd_for_a_key_frame_reach_the_publisher_as_few()
    {
        using var cdn = new SimCdn(11, Link);
        PublisherPeer publisher = cdn.Publish("stream");
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        ViewerPeer[] viewers = [.. Enumerable.Range(0, 30).Select(_ => cdn.Join(cdn.Origin, "stream"))];
        cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        long cuts = publisher.Cuts;
        var picture = new byte[100];
        for (int round = 0; round < 20; round++)
        {
            foreach (ViewerPeer viewer in viewers)
            {
                var writer = new CdnLab.Rtc.Rtcp.RtcpWriter(picture, reducedSize: true);
                writer.TryWritePictureLoss(1, VideoSsrcOf(cdn, viewer));
                int length = viewer.Transport!.Srtp!.ProtectRtcp(picture, writer.Length);
                cdn.Network.Send(cdn.AddressOf(viewer), cdn.Origin.Address, picture.AsSpan(0, length));
            }

            cdn.Network.RunFor(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(600, cdn.Origin.Core.Counters.KeyFrameRequestsReceived);
        Assert.InRange(publisher.Cuts - cuts, 3, 5);
    }

    [Fact]
    public void Every_counter_has_a_name_on_the_status_page()
    {
        var counters = new ForwardingCounters();
        long value = 0;
        foreach (System.Reflection.FieldInfo field in typeof(ForwardingCounters).GetFields())
        {
            field.SetValue(counters, ++value);
        }

        foreach (System.Reflection.FieldInfo field in counters.Receivers.GetType().GetFields())
        {
            field.SetValue(counters.Receivers, ++value);
        }

        Assert.Equal(Enumerable.Range(1, (int)value).Select(static i => (long)i), counters.ToDictionary().Values.Order());
    }

    private static uint VideoSsrcOf(SimCdn cdn, ViewerPeer viewer)
    {
        Assert.True(SessionDescription.TryParse(cdn.OutcomeOf(viewer).Answer, out SessionDescription? answer, out _));
        return answer.Media.Single(media => media.Kind == MediaKind.Video).Ssrcs[0].Ssrc;
    }

    /// <summary>The offer of a publisher who does not follow it up.</summary>
    private static string NewOffer()
    {
        var ice = CdnLab.Rtc.Ice.IceCredentials.Create(new SeededRandom(99));
        SdpSendTrack[] tracks =
        [
            new SdpSendTrack { Kind = MediaKind.Audio, Ssrc = 11, RtxSsrc = 12, Cname = "c", StreamId = "s", TrackId = "a" },
            new SdpSendTrack { Kind = MediaKind.Video, Ssrc = 21, RtxSsrc = 22, Cname = "c", StreamId = "s", TrackId = "v" },
        ];
        return SdpNegotiator.CreateOffer(new OfferOptions
        {
            Direction = SdpDirection.SendOnly, Ice = ice, Fingerprint = SdpFingerprint.FromSha256(new byte[32]), Tracks = tracks, SessionId = 5,
        }).ToString();
    }
}

using CdnLab.Core;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Rtc.Tests.Sdp;

public sealed class SdpOfferTests
{
    private static readonly OfferOptions Publisher = new()
    {
        Direction = SdpDirection.SendOnly,
        Ice = IceCredentials.Create(new SeededRandom(3)),
        Fingerprint = SdpSamples.Fingerprint,
        Tracks = SdpSamples.Whep.Tracks,
        SessionId = 7,
    };

    private static readonly OfferOptions Player = Publisher with { Direction = SdpDirection.RecvOnly, Tracks = [] };

    [Fact]
    public void A_publisher_of_ours_and_a_node_agree()
    {
        SessionDescription offer = SdpSamples.Parse(SdpNegotiator.CreateOffer(Publisher).ToString());
        Assert.All(offer.Media, static media => Assert.Equal((SdpSetup.ActPass, 9, "IN IP4 0.0.0.0"), (media.Setup, media.Port, media.Connection)));
        NegotiationResult node = SdpNegotiator.Answer(offer, SdpSamples.Whip);
        Assert.True(node.IsAccepted, node.Refusal?.Sentence);
        NegotiationResult publisher = SdpNegotiator.AcceptAnswer(SdpNegotiator.CreateOffer(Publisher), SdpSamples.Parse(node.Answer.ToString()));
        Assert.True(publisher.IsAccepted, publisher.Refusal?.Sentence);

        AssertSame(publisher.Session, node.Session);
        Assert.Equal((DtlsRole.Client, DtlsRole.Server), (publisher.Session.DtlsRole, node.Session.DtlsRole));
        Assert.True(publisher.Session.RemoteIceLite);
        Assert.Equal(SdpSamples.Credentials, publisher.Session.RemoteIce);
        Assert.Equal(Publisher.Ice, node.Session.RemoteIce);
        Assert.Equal(7000, Assert.Single(publisher.Session.RemoteCandidates).Port);
        Assert.Equal((2221u, (uint?)2222u), (node.Session.Video!.RemoteSources[0].Ssrc, node.Session.Video.RemoteSources[0].RtxSsrc));

        // Between our own, audio is repaired too.
        Assert.Equal((111, (byte?)112), (publisher.Session.Audio!.Codec.PayloadType, publisher.Session.Audio.Codec.RtxPayloadType));
        Assert.True(publisher.Session.Audio.Codec.Has(CodecFeedback.Nack));
        Assert.Equal(6, publisher.Session.Audio.Extensions.GetId(RtpExtensionKind.AbsCaptureTime));
    }

    [Fact]
    public void A_pulling_node_and_its_upstream_agree_on_the_codec_of_the_stream()
    {
        SessionDescription offer = SdpNegotiator.CreateOffer(Player);
        AnswerOptions options = SdpSamples.Whep with
        {
            Media = [MediaCapabilities.DefaultAudio, MediaCapabilities.DefaultVideo with { Codecs = [MediaCapabilities.DefaultVideo.Codecs[6]] }],
        };
        NegotiationResult upstream = SdpNegotiator.Answer(SdpSamples.Parse(offer.ToString()), options);
        Assert.True(upstream.IsAccepted, upstream.Refusal?.Sentence);
        NegotiationResult node = SdpNegotiator.AcceptAnswer(offer, SdpSamples.Parse(upstream.Answer.ToString()));
        Assert.True(node.IsAccepted, node.Refusal?.Sentence);
        AssertSame(node.Session, upstream.Session);
        Assert.Equal(("VP9", 98), (node.Session.Video!.Codec.Name, node.Session.Video.Codec.PayloadType));
        RemoteSource audio = Assert.Single(node.Session.Audio!.RemoteSources);
        Assert.Equal(new RemoteSource(1111, 1112, "node", "stream audio"), audio);
    }

    [Theory]
    [InlineData("whip-accepted-answer-janus", DtlsRole.Server)]
    [InlineData("whip-accepted-answer-pion", DtlsRole.Server)]
    [InlineData("whip-simulcast-accepted-answer-werift", DtlsRole.Server)]
    public void Answers_of_other_servers_to_a_browser_are_accepted(string name, DtlsRole role)
    {
        SessionDescription offer = SdpSamples.Read(name.Contains("werift", StringComparison.Ordinal) ? "whip-simulcast-offer" : "whip-default-offer");
        NegotiationResult result = SdpNegotiator.AcceptAnswer(offer, SdpSamples.Read(name));
        Assert.True(result.IsAccepted, result.Refusal?.Sentence);
        Assert.Equal(role, result.Session.DtlsRole);
        Assert.Equal(96, result.Session.Video!.Codec.PayloadType);
        Assert.Equal(name.Contains("janus", StringComparison.Ordinal) ? (byte)97 : null, result.Session.Video.Codec.RtxPayloadType);
        Assert.True(result.Session.Video.Codec.Has(CodecFeedback.Pli | CodecFeedback.Nack | CodecFeedback.TransportCc));
        Assert.Contains(result.Session.RemoteCandidates, static candidate => candidate.Component == 1 && candidate.Address is not null);
    }

    [Fact]
    public void The_answer_of_another_server_to_a_player_names_its_sources()
    {
        NegotiationResult result = SdpNegotiator.AcceptAnswer(SdpSamples.Read("whep-default-offer"), SdpSamples.Read("whep-accepted-answer-pion"));
        Assert.True(result.IsAccepted, result.Refusal?.Sentence);
        Assert.Equal(4080408824u, Assert.Single(result.Session.Video!.RemoteSources).Ssrc);
        Assert.Equal([96, 102, 108], result.Session.Video.Codecs.Select(static codec => (int)codec.PayloadType));
        Assert.Equal(0, result.Session.Video.Extensions.GetId(RtpExtensionKind.Mid));
        Assert.Equal(3, result.Session.Video.Extensions.GetId(RtpExtensionKind.TransportCc));
    }

    [Theory]
    [InlineData("a=setup:passive", "a=setup:actpass", SdpRefusalReason.BadSetup)]
    [InlineData("a=recvonly", "a=sendonly", SdpRefusalReason.WrongDirection)]
    [InlineData("a=mid:1", "a=mid:7", SdpRefusalReason.NoBundle)]
    [InlineData("VP8/90000", "VPX/90000", SdpRefusalReason.NoCommonCodec)]
    [InlineData("m=video", "m=other", SdpRefusalReason.AnswerMismatch)]
    [InlineData("a=rtcp-mux", "a=no-mux", SdpRefusalReason.NoRtcpMux)]
    [InlineData("a=group:BUNDLE 0 1", "a=group:LS 0 1", SdpRefusalReason.NoBundle)]
    public void An_answer_that_does_not_fit_is_refused(string old, string replacement, SdpRefusalReason reason)
    {
        SessionDescription offer = SdpNegotiator.CreateOffer(Publisher);
        string answer = SdpNegotiator.Answer(offer, SdpSamples.Whip).Answer!.ToString();
        Assert.Contains(old, answer, StringComparison.Ordinal);
        NegotiationResult result = SdpNegotiator.AcceptAnswer(offer, SdpSamples.Parse(answer.Replace(old, replacement, StringComparison.Ordinal)));
        Assert.False(result.IsAccepted, $"accepted; {reason} was expected");
        Assert.Equal(reason, result.Refusal.Reason);
    }

    [Fact]
    public void A_rejected_section_of_an_answer_is_left_out()
    {
        SessionDescription offer = SdpNegotiator.CreateOffer(Player);
        NegotiationResult node = SdpNegotiator.Answer(offer, SdpSamples.Whep with { Media = [MediaCapabilities.DefaultVideo] });
        NegotiationResult player = SdpNegotiator.AcceptAnswer(offer, SdpSamples.Parse(node.Answer!.ToString()));
        Assert.True(player.IsAccepted, player.Refusal?.Sentence);
        Assert.Null(player.Session.Audio);
        Assert.Equal("1", player.Session.Video!.Mid);
    }

    [Fact]
    public void An_answer_with_another_number_of_sections_is_refused()
    {
        SessionDescription offer = SdpNegotiator.CreateOffer(Player);
        SessionDescription answer = SdpNegotiator.Answer(offer, SdpSamples.Whep).Answer!;
        answer.Media.RemoveAt(1);
        Assert.Equal(SdpRefusalReason.AnswerMismatch, SdpNegotiator.AcceptAnswer(offer, answer).Refusal!.Reason);
    }

    private static void AssertSame(NegotiatedSession ours, NegotiatedSession theirs)
    {
        Assert.Equal(2, ours.Media.Count);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(theirs.Media[i].Codecs, ours.Media[i].Codecs);
            Assert.Equal(theirs.Media[i].Mid, ours.Media[i].Mid);
            Assert.NotEqual(theirs.Media[i].Direction, ours.Media[i].Direction);
            Assert.True(ours.Media[i].ReducedSizeRtcp);
            foreach (RtpExtensionKind kind in Enum.GetValues<RtpExtensionKind>())
            {
                Assert.Equal(theirs.Media[i].Extensions.GetId(kind), ours.Media[i].Extensions.GetId(kind));
            }
        }
    }
}

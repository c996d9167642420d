using System.Text.RegularExpressions;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Rtc.Tests.Sdp;

public sealed class SdpRefusalTests
{
    [Theory]
    [InlineData(SdpRefusalReason.NoBundle, "a=group:BUNDLE 0 1\n", "")]
    [InlineData(SdpRefusalReason.NoBundle, "a=group:BUNDLE 0 1", "a=group:BUNDLE 0")]
    [InlineData(SdpRefusalReason.NoRtcpMux, "a=rtcp-mux\n", "")]
    [InlineData(SdpRefusalReason.NoFingerprint, "a=fingerprint:.*\n", "")]
    [InlineData(SdpRefusalReason.NoFingerprint, "a=fingerprint:sha-256 ", "a=fingerprint:sha-512 ")]
    [InlineData(SdpRefusalReason.NoIceCredentials, "a=ice-ufrag:.*\n", "")]
    [InlineData(SdpRefusalReason.NoIceCredentials, "a=ice-pwd:.*\n", "a=ice-pwd:short\n")]
    [InlineData(SdpRefusalReason.WrongDirection, "a=sendonly", "a=recvonly")]
    [InlineData(SdpRefusalReason.NoMedia, "a=sendonly", "a=inactive")]
    [InlineData(SdpRefusalReason.NoMedia, "m=(audio|video) \\d+", "m=$1 0")]
    [InlineData(SdpRefusalReason.TooManySections, "m=audio", "m=video")]
    [InlineData(SdpRefusalReason.BadSetup, "a=setup:actpass", "a=setup:holdconn")]
    [InlineData(SdpRefusalReason.BadMid, "a=mid:1", "a=mid:0")]
    [InlineData(SdpRefusalReason.NoCommonCodec, " (opus|VP8|H264|VP9|AV1)/", " x$1/")]
    public void An_offer_that_cannot_be_served_is_refused_with_a_sentence(SdpRefusalReason reason, string pattern, string replacement)
    {
        string text = SdpSamples.Text("whip-default-offer").Replace("\r", "", StringComparison.Ordinal);
        string changed = Regex.Replace(text, pattern, replacement);
        Assert.NotEqual(text, changed);
        AssertRefused(reason, SdpNegotiator.Answer(SdpSamples.Parse(changed), SdpSamples.Whip));
    }

    [Fact]
    public void A_player_is_no_publisher_and_the_other_way_round()
    {
        AssertRefused(SdpRefusalReason.WrongDirection, SdpNegotiator.Answer(SdpSamples.Read("whep-default-offer"), SdpSamples.Whip));
        AssertRefused(SdpRefusalReason.WrongDirection, SdpNegotiator.Answer(SdpSamples.Read("whip-default-offer"), SdpSamples.Whep));
    }

    [Fact]
    public void An_offer_both_ways_is_answered_one_way()
    {
        string text = SdpSamples.Text("whip-default-offer").Replace("a=sendonly", "a=sendrecv", StringComparison.Ordinal);
        NegotiationResult result = SdpNegotiator.Answer(SdpSamples.Parse(text), SdpSamples.Whip);
        Assert.True(result.IsAccepted);
        Assert.All(result.Answer.Media, static media => Assert.Equal(SdpDirection.RecvOnly, media.WrittenDirection));
    }

    [Fact]
    public void A_stream_without_anything_to_give_is_refused()
    {
        AssertRefused(SdpRefusalReason.NoCommonCodec, SdpNegotiator.Answer(SdpSamples.Read("whep-default-offer"), SdpSamples.Whep with { Media = [] }));
        AssertRefused(SdpRefusalReason.NoCommonCodec, SdpNegotiator.Answer(SdpSamples.Read("whep-default-offer"), SdpSamples.Whep with { Tracks = [] }));
    }

    [Fact]
    public void Half_an_answer_is_given_only_where_allowed()
    {
        string text = SdpSamples.Text("whip-vp8-offer").Replace(" VP8/", " XYZ/", StringComparison.Ordinal);
        Assert.Null(SdpNegotiator.Answer(SdpSamples.Parse(text), SdpSamples.Whip).Session!.Video);
        AssertRefused(SdpRefusalReason.NoCommonCodec, SdpNegotiator.Answer(SdpSamples.Parse(text), SdpSamples.Whip with { AllowPartial = false }));
    }

    private static void AssertRefused(SdpRefusalReason reason, NegotiationResult result)
    {
        Assert.False(result.IsAccepted, $"accepted; {reason} was expected");
        Assert.Equal(reason, result.Refusal.Reason);
        Assert.EndsWith(".", result.Refusal.Sentence, StringComparison.Ordinal);
        Assert.Null(result.Session);
    }
}

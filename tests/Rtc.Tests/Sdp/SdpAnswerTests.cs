using System.Globalization;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Rtc.Tests.Sdp;

public sealed class SdpAnswerTests
{
    public static TheoryData<string> WhipOffers => [.. SdpSamples.Offers("whip")];

    public static TheoryData<string> WhepOffers => [.. SdpSamples.Offers("whep")];

    [Theory]
    [MemberData(nameof(WhipOffers))]
    public void A_whip_offer_gets_an_answer_that_receives(string name)
    {
        SessionDescription offer = SdpSamples.Read(name);
        NegotiatedSession session = Accept(SdpNegotiator.Answer(offer, SdpSamples.Whip), out SessionDescription answer);
        CheckAnswer(offer, answer, session, SdpDirection.RecvOnly);

        string codec = name switch
        {
            "whip-h264-offer" => "H264",
            "whip-vp9-offer" => "VP9",
            "whip-av1-offer" => "AV1",
            _ => "VP8",
        };
        Assert.Equal(codec, session.Video!.Codec.Name);
        Assert.Equal("opus", session.Audio!.Codec.Name);
        Assert.Equal(111, session.Audio.Codec.PayloadType);
        Assert.Equal(CodecFeedback.TransportCc, session.Audio.Codec.Feedback);
        Assert.Null(session.Audio.Codec.RtxPayloadType);
        Assert.NotNull(session.Video.Codec.RtxPayloadType);
        Assert.True(session.Video.Codec.Has(CodecFeedback.Nack | CodecFeedback.Pli | CodecFeedback.Fir | CodecFeedback.TransportCc | CodecFeedback.Remb));
        Assert.Equal(DtlsRole.Server, session.DtlsRole);
        Assert.Equal(offer.Media[0].Ssrcs[0].Ssrc, Assert.Single(session.Audio.RemoteSources).Ssrc);
        Assert.NotEmpty(session.Audio.RemoteSources[0].Cname);
        Assert.NotEmpty(session.RemoteCandidates);
        Assert.All(answer.Media, static media => Assert.Empty(media.Ssrcs));
        Assert.All(session.Media, static media => Assert.Equal(4, media.Extensions.GetId(RtpExtensionKind.Mid)));
        Assert.Equal(10, session.Video.Extensions.GetId(RtpExtensionKind.Rid));
        if (name == "whip-simulcast-offer")
        {
            Assert.Empty(session.Video.RemoteSources);
            Assert.Equal(["l", "m", "h"], session.Video.Rids);
            Assert.Equal(["l recv", "m recv", "h recv"], answer.Media[1].Rids.Select(static rid => rid.ToString()));
            Assert.Equal("recv l;m;h", answer.Media[1].Simulcast!.ToString());
            Assert.Contains(answer.Media[1].Extensions, static extension => extension.Id == 10);
            Assert.Contains(answer.Media[1].Extensions, static extension => extension.Id == 11);
        }
        else
        {
            RemoteSource source = Assert.Single(session.Video.RemoteSources);
            Assert.Equal(offer.Media[1].SsrcGroups[0].Ssrcs, [source.Ssrc, source.RtxSsrc!.Value]);
            Assert.Empty(session.Video.Rids);
            Assert.Null(answer.Media[1].Simulcast);
        }
    }

    [Theory]
    [MemberData(nameof(WhepOffers))]
    public void A_whep_offer_gets_an_answer_that_sends_the_codec_of_the_stream(string name)
    {
        SessionDescription offer = SdpSamples.Read(name);
        NegotiatedSession publisher = Accept(SdpNegotiator.Answer(SdpSamples.Read("whip-h264-offer"), SdpSamples.Whip), out _);
        AnswerOptions options = SdpSamples.Whep with
        {
            Media = [MediaCapabilities.DefaultAudio.For(publisher.Audio!.Codec), MediaCapabilities.DefaultVideo.For(publisher.Video!.Codec)],
        };
        NegotiatedSession session = Accept(SdpNegotiator.Answer(offer, options), out SessionDescription answer);
        CheckAnswer(offer, answer, session, SdpDirection.SendOnly);

        Assert.Equal("H264", session.Video!.Codec.Name);
        Assert.Equal(108, session.Video.Codec.PayloadType);
        Assert.Equal((byte)109, session.Video.Codec.RtxPayloadType);
        Assert.Contains("profile-level-id=42e01f", answer.Media[1].GetParameters(108), StringComparison.Ordinal);
        Assert.Equal(["111"], answer.Media[0].Formats);
        Assert.Equal(["108", "109"], answer.Media[1].Formats);
        Assert.Equal("FID 2221 2222", Assert.Single(answer.Media[1].SsrcGroups).ToString());
        Assert.Equal(["2221 cname:node", "2221 msid:stream video", "2222 cname:node", "2222 msid:stream video"], answer.Media[1].Ssrcs.Select(static ssrc => ssrc.ToString()));
        Assert.Equal(["1111 cname:node", "1111 msid:stream audio"], answer.Media[0].Ssrcs.Select(static ssrc => ssrc.ToString()));
        Assert.Equal(["stream video"], answer.Media[1].Msids);
        Assert.Empty(session.Video.RemoteSources);

        // mDNS names are kept as names; nobody is asked to resolve them.
        Assert.All(session.RemoteCandidates, candidate => Assert.Equal(name == "whep-mdns-offer", candidate.Address is null));
    }

    [Theory]
    [InlineData("VP8", "96")]
    [InlineData("VP9", "98")]
    [InlineData("AV1", "45")]
    public void A_viewer_of_another_codec_gets_its_number(string codec, string format)
    {
        AnswerOptions options = SdpSamples.Whep with
        {
            Media = [MediaCapabilities.DefaultVideo with { Codecs = [.. MediaCapabilities.DefaultVideo.Codecs.Where(own => own.Name == codec)] }],
        };
        NegotiatedSession session = Accept(SdpNegotiator.Answer(SdpSamples.Read("whep-default-offer"), options), out SessionDescription answer);
        Assert.Equal(format, session.Video!.Codec.PayloadType.ToString(CultureInfo.InvariantCulture));

        // There is no audio to give: its section is rejected and out of the bundle.
        Assert.Null(session.Audio);
        Assert.Equal((0, "0", SdpDirection.Inactive), (answer.Media[0].Port, answer.Media[0].Mid, answer.Media[0].WrittenDirection!.Value));
        Assert.Equal(["1"], answer.Bundle!.Mids);
        Assert.Equal(1, session.Video.MLineIndex);
    }

    [Fact]
    public void Numbers_of_another_peer_are_taken_over()
    {
        // Pion's numbering: 96 VP8, 102 and 106 H.264; extensions moved too, one of them beyond 14.
        string text = SdpSamples.Text("whip-default-offer").Replace("\r", "", StringComparison.Ordinal);
        string audio = text[..text.IndexOf("m=video", StringComparison.Ordinal)]
            .Replace("m=audio 54038 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "m=audio 54038 UDP/TLS/RTP/SAVPF 96", StringComparison.Ordinal)
            .Replace(":111 ", ":96 ", StringComparison.Ordinal);
        audio = string.Concat(audio.Split('\n').Where(static line => !line.StartsWith("a=rtpmap", StringComparison.Ordinal) || line.Contains(":96 ", StringComparison.Ordinal)).Select(static line => line + "\n")).TrimEnd() + "\n";
        const string video = """
            m=video 9 UDP/TLS/RTP/SAVPF 106 107 102 103
            a=ice-ufrag:/t8w
            a=ice-pwd:GVCzYbI1/+l5Dc2r7ZBPU0zb
            a=fingerprint:sha-256 43:CB:AA:BA:31:98:63:DF:66:FC:AC:12:D8:7A:FA:97:15:1C:CA:67:F8:F8:C6:06:A8:BD:15:F2:1C:0A:15:08
            a=setup:actpass
            a=mid:1
            a=extmap:20 urn:ietf:params:rtp-hdrext:sdes:mid
            a=extmap:1 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            a=extmap:1 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
            a=extmap:15 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
            a=sendonly
            a=rtcp-mux
            a=rtpmap:106 H264/90000
            a=fmtp:106 packetization-mode=0;profile-level-id=42e01f
            a=rtpmap:107 rtx/90000
            a=fmtp:107 apt=106
            a=rtpmap:102 VP8/90000
            a=rtcp-fb:* nack
            a=rtpmap:103 rtx/90000
            a=fmtp:103 apt=102

            """;
        NegotiatedSession session = Accept(SdpNegotiator.Answer(SdpSamples.Parse(audio + video), SdpSamples.Whip with { SingleCodec = false }), out SessionDescription answer);
        Assert.Equal(96, session.Audio!.Codec.PayloadType);
        NegotiatedCodec codec = Assert.Single(session.Video!.Codecs);
        Assert.Equal(("VP8", 102, (byte?)103), (codec.Name, codec.PayloadType, codec.RtxPayloadType));
        Assert.Equal(CodecFeedback.Nack, codec.Feedback);
        Assert.Equal(["102", "103"], answer.Media[1].Formats);
        Assert.Equal(20, session.Video.Extensions.GetId(RtpExtensionKind.Mid));
        Assert.True(session.Video.Extensions.NeedsTwoByteHeaders);
        Assert.True(session.Video.Extensions.TryGetKind(1, out RtpExtensionKind kind));
        Assert.Equal(RtpExtensionKind.TransportCc, kind);
        Assert.False(session.Video.Extensions.TryGetKind(2, out _));
        Assert.Equal(0, session.Video.Extensions.GetId(RtpExtensionKind.AbsSendTime));
        Assert.Equal(0, session.Video.Extensions.GetId(RtpExtensionKind.Rid));
        Assert.Equal([20, 1], answer.Media[1].Extensions.Select(static extension => extension.Id));
    }

    [Theory]
    [InlineData("42001f", "42e01f", true)] // a stream in Baseline is no Constrained Baseline
    [InlineData("42e01f", "42c033", false)]
    [InlineData("42e01f", "4d001f", false)]
    [InlineData("640c1f", "42e01f", true)]
    [InlineData("4d001f", "42e01f", true)]
    [InlineData("4d001f", "640034", false)]
    [InlineData("42e01f", "f4001f", true)]
    public void H264_is_given_to_decoders_of_its_profile_or_a_larger_one(string stream, string viewer, bool refused)
    {
        MediaCapabilities capabilities = MediaCapabilities.DefaultVideo with
        {
            Codecs = [new CodecCapability { Name = "H264", Parameters = $"packetization-mode=1;profile-level-id={stream}" }],
        };
        SessionDescription offer = SdpSamples.Parse($"""
            v=0
            o=- 1 1 IN IP4 0.0.0.0
            s=-
            t=0 0
            a=fingerprint:{SdpSamples.Fingerprint}
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            m=video 9 UDP/TLS/RTP/SAVPF 120
            a=recvonly
            a=rtcp-mux
            a=rtpmap:120 h264/90000
            a=fmtp:120 profile-level-id={viewer}; packetization-mode=1
            """);
        NegotiationResult result = SdpNegotiator.Answer(offer, SdpSamples.Whep with { Media = [capabilities] });
        Assert.Equal(refused, !result.IsAccepted);
        if (!refused)
        {
            Assert.Equal(DtlsRole.Server, result.Session!.DtlsRole);
            Assert.Null(result.Answer!.Bundle);
        }
    }

    [Fact]
    public void The_publishers_first_codec_is_taken_in_the_profile_that_most_decode()
    {
        SessionDescription offer = SdpSamples.Read("whip-simulcast-offer");
        MediaDescription video = offer.Media[1];
        string[] formats = ["45", "46", "102", "103", "108", "109", "96", "97"];
        video.Formats.Clear();
        video.Formats.AddRange(formats[2..]);
        Assert.Equal(108, Accept(SdpNegotiator.Answer(offer, SdpSamples.Whip), out _).Video!.Codec.PayloadType);
        video.Formats.InsertRange(0, formats[..2]);
        Assert.Equal("AV1", Accept(SdpNegotiator.Answer(offer, SdpSamples.Whip), out _).Video!.Codec.Name);
    }

    [Fact]
    public void Options_of_the_answer_are_followed()
    {
        SessionDescription offer = SdpSamples.Read("whip-simulcast-offer");
        NegotiatedSession session = Accept(
            SdpNegotiator.Answer(offer, SdpSamples.Whip with
            {
                Setup = SdpSetup.Active, IceLite = false, SingleCodec = false, AcceptSimulcast = false, StartBitrateKilobits = 2500, AcceptTrickle = false,
            }),
            out SessionDescription answer);
        Assert.Equal(DtlsRole.Client, session.DtlsRole);
        Assert.False(answer.IceLite);
        Assert.Equal(SdpSetup.Active, answer.Media[1].Setup);
        Assert.Equal(["VP8", "H264", "H264", "H264", "AV1", "VP9"], session.Video!.Codecs.Select(static codec => codec.Name));
        Assert.Equal(108, session.Video.Codecs[1].PayloadType);
        Assert.Empty(session.Video.Rids);
        Assert.Null(answer.Media[1].Simulcast);
        Assert.Equal("x-google-start-bitrate=2500", answer.Media[1].GetParameters(96));
        Assert.EndsWith(";x-google-start-bitrate=2500", answer.Media[1].GetParameters(108), StringComparison.Ordinal);
        Assert.Null(answer.Media[1].IceOptions);
        Assert.Equal("", session.Video.Codec.Parameters);
    }

    [Fact]
    public void A_data_channel_is_rejected_and_the_rest_is_served()
    {
        string text = SdpSamples.Text("whip-vp8-offer").Replace("BUNDLE 0 1", "BUNDLE 2 0 1", StringComparison.Ordinal) +
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\na=sctp-port:5000\r\n";
        NegotiatedSession session = Accept(SdpNegotiator.Answer(SdpSamples.Parse(text), SdpSamples.Whip), out SessionDescription answer);
        Assert.Equal(2, session.Media.Count);
        Assert.Equal((0, "webrtc-datachannel"), (answer.Media[2].Port, answer.Media[2].Formats[0]));
        Assert.Equal(["0", "1"], answer.Bundle!.Mids);
    }

    // What every answer must have, whatever it answers.
    private static void CheckAnswer(SessionDescription offer, SessionDescription answer, NegotiatedSession session, SdpDirection direction)
    {
        Assert.Equal(2, session.Media.Count);
        Assert.Equal(["0", "1"], answer.Bundle!.Mids);
        Assert.True(answer.IceLite);
        Assert.True(answer.ExtmapAllowMixed);
        Assert.True(session.MixedExtensionHeaders);
        Assert.False(session.RemoteIceLite);
        Assert.Equal(offer.Media[0].IceUfrag, session.RemoteIce.Ufrag);
        Assert.Equal(offer.Media[0].IcePassword, session.RemoteIce.Password);
        Assert.Equal(offer.Media[0].Fingerprints[0], session.RemoteFingerprint);
        Assert.Equal(offer.Media[0].Candidates, session.RemoteCandidates);
        for (int i = 0; i < 2; i++)
        {
            MediaDescription media = answer.Media[i];
            MediaDescription offered = offer.Media[i];
            Assert.Equal((offered.Kind, offered.Mid, offered.Protocol), (media.Kind, media.Mid, media.Protocol));
            Assert.Equal(direction, media.WrittenDirection);
            Assert.Equal(direction, session.Media[i].Direction);
            Assert.Equal(SdpSetup.Passive, media.Setup);
            Assert.Equal((SdpSamples.Credentials.Ufrag, SdpSamples.Credentials.Password), (media.IceUfrag, media.IcePassword));
            Assert.Equal(SdpSamples.Fingerprint, Assert.Single(media.Fingerprints));
            Assert.True(media.RtcpMux && media.RtcpReducedSize && media.EndOfCandidates);
            Assert.Equal((7000, "IN IP4 10.0.0.1"), (media.Port, media.Connection));
            Assert.Equal("candidate:167772161 1 udp 2130706431 10.0.0.1 7000 typ host", Assert.Single(media.Candidates).ToString());
            Assert.All(media.Formats, format => Assert.Contains(format, offered.Formats));
            Assert.All(media.RtpMaps, map => Assert.Equal(map, offered.GetRtpMap(map.PayloadType)));
            Assert.All(media.Extensions, extension => Assert.Contains(offered.Extensions, own => own.Id == extension.Id && own.Uri == extension.Uri));
            Assert.All(media.Feedback, feedback => Assert.Contains(feedback, offered.Feedback));
            Assert.Equal(2, session.Media[i].Extensions.GetId(RtpExtensionKind.AbsSendTime));
            Assert.Equal(3, session.Media[i].Extensions.GetId(RtpExtensionKind.TransportCc));
            Assert.Equal(0, session.Media[i].Extensions.GetId(RtpExtensionKind.AudioLevel));
        }

        string text = answer.ToString();
        Assert.Equal(text, SdpSamples.Parse(text).ToString());
    }

    private static NegotiatedSession Accept(NegotiationResult result, out SessionDescription answer)
    {
        Assert.True(result.IsAccepted, result.Refusal?.Sentence);
        answer = result.Answer;
        return result.Session;
    }
}

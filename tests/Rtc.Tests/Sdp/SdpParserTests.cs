using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Rtp;
using CdnLab.Rtc.Sdp;
using FsCheck.Fluent;
using FsCheck;

namespace CdnLab.Rtc.Tests.Sdp;

public sealed class SdpParserTests
{
    private const string Head = "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";

    public static TheoryData<string> Samples => [.. SdpSamples.Names];

    [Fact]
    public void All_samples_are_there() => Assert.Equal(15, SdpSamples.Names.Count);

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_read_and_written_says_the_same(string name)
    {
        SessionDescription description = SdpSamples.Read(name);
        string written = description.ToString();

        // Lines may change places inside their section, which has no meaning; the set of lines may not change.
        Assert.Equal(Sections(SdpSamples.Text(name)), Sections(written));
        Assert.Equal(written, SdpSamples.Parse(written).ToString());
    }

    [Fact]
    public void A_browser_offer_is_understood()
    {
        SessionDescription offer = SdpSamples.Read("whip-simulcast-offer");
        Assert.Equal("4750694510642786172", offer.Origin.SessionId);
        Assert.Equal(["0", "1"], offer.Bundle!.Mids);
        Assert.True(offer.ExtmapAllowMixed);
        Assert.False(offer.IceLite);
        MediaDescription audio = offer.Media[0];
        Assert.Equal((MediaKind.Audio, 46672, "0"), (audio.Kind, audio.Port, audio.Mid));
        Assert.Equal(new RtpMap(111, "opus", 48000, 2), audio.GetRtpMap(111));
        Assert.Equal("minptime=10;useinbandfec=1", audio.GetParameters(111));
        Assert.Equal(2, audio.Candidates.Count);
        Assert.Equal("generation 0 network-cost 999", audio.Candidates[0].Extensions);
        Assert.Equal(2482739352u, audio.Ssrcs[0].Ssrc);
        MediaDescription video = offer.Media[1];
        Assert.Equal(SdpDirection.SendOnly, offer.GetDirection(video));
        Assert.Equal(SdpSetup.ActPass, video.Setup);
        Assert.Equal(("3atl", "/O/ai1mrSqqzBKx4O0AF/Run"), (video.IceUfrag, video.IcePassword));
        Assert.True(video.Fingerprints[0].IsSha256);
        Assert.Equal(0x52, video.Fingerprints[0].Value[0]);
        Assert.True(video.RtcpMux && video.RtcpReducedSize);
        Assert.Equal(["l", "m", "h"], video.Simulcast!.Send);
        Assert.Equal(["l", "m", "h"], video.Rids.Select(static rid => rid.Id));
        Assert.Contains(video.Extensions, static extension => extension.Id == 10 && extension.Uri == RtpExtensionUris.Get(RtpExtensionKind.Rid));
        Assert.Equal(23, video.Formats.Count);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(1, "v=1\r\n")]
    [InlineData(2, "v=0\r\ns=-\r\n")]
    [InlineData(2, "v=0\r\no=- x 2 IN IP4 0.0.0.0\r\n")]
    [InlineData(3, "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\nt=0 0\r\n")]
    [InlineData(5, Head + "\r\na=mid:0\r\n")]
    [InlineData(5, Head + "garbage\r\n")]
    [InlineData(5, Head + "a=name:\0\r\n")]
    [InlineData(5, Head + "x=1\r\n")]
    [InlineData(5, Head + "a=\r\n")]
    [InlineData(5, Head + "a=fingerprint:sha-256 zz\r\n")]
    [InlineData(5, Head + "m=audio\r\n")]
    [InlineData(5, Head + "m=audio 9 UDP/TLS/RTP/SAVPF\r\n")]
    [InlineData(5, Head + "m=audio 99999 UDP/TLS/RTP/SAVPF 0\r\n")]
    [InlineData(5, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 128\r\n")]
    [InlineData(6, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rtpmap:0\r\n")]
    [InlineData(6, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rtpmap:0 opus/0\r\n")]
    [InlineData(6, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=candidate:1 1 udp 1 127.0.0.1 5000\r\n")]
    [InlineData(6, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=setup:maybe\r\n")]
    [InlineData(6, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=extmap:0 urn:x\r\n")]
    [InlineData(6, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=ssrc:4294967296 cname:x\r\n")]
    [InlineData(6, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rid:ä send\r\n")]
    [InlineData(6, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=simulcast:send l;;h\r\n")]
    [InlineData(7, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rtpmap:0 a/1\r\na=rtpmap:0 b/1\r\n")]
    public void A_fault_is_found_with_its_line(int line, string text)
    {
        Assert.False(SessionDescription.TryParse(text, out SessionDescription? description, out SdpError error), "accepted");
        Assert.Null(description);
        Assert.Equal(line, error.Line);
        Assert.NotEmpty(error.Reason);
    }

    [Fact]
    public void Everything_is_bounded()
    {
        AssertRefused("characters", Head + new string('a', 70_000));
        AssertRefused("characters", Head + "a=x:" + new string('a', 5000));
        AssertRefused("lines", Head + string.Concat(Enumerable.Repeat("a=x\r\n", 2100)));
        AssertRefused("media sections", Head + string.Concat(Enumerable.Repeat("m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", 17)));
        AssertRefused("formats", Head + "m=audio 9 UDP/TLS/RTP/SAVPF" + string.Concat(Enumerable.Range(0, 65).Select(static i => " " + i)));
        AssertRefused("candidates", Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" + string.Concat(Enumerable.Repeat("a=candidate:1 1 udp 1 127.0.0.1 5000 typ host\r\n", 65)));
    }

    [Fact]
    public void Bare_line_feeds_and_trailing_blank_lines_are_accepted()
    {
        Assert.Equal(SdpSamples.Parse(Head).ToString(), SdpSamples.Parse(Head.Replace("\r", "", StringComparison.Ordinal) + "\n\n").ToString());
    }

    [Fact]
    public void Garbage_never_throws()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<string?, byte[]>((text, bytes) =>
        {
            Use(text ?? "");
            Use(Head + text);
            Use(Head + "a=" + text);
            Use(Head + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=" + text);
            Use(System.Text.Encoding.Latin1.GetString(bytes));
            IceCandidate.TryParse(text, out _);
            IceFragment.TryParse(text, out _, out _);
            SdpFingerprint.TryParse(text, out _);
        }));
    }

    [Fact]
    public void Damaged_samples_never_throw_and_stay_the_same_when_written_and_read_again()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll<int, int, Tuple<int, byte>>((pick, at, how) =>
        {
            (int kind, byte value) = how;
            string name = SdpSamples.Names[(pick & int.MaxValue) % SdpSamples.Names.Count];
            List<string> lines = [.. SdpSamples.Text(name).Split('\n')];
            int line = ((at * 7919) & int.MaxValue) % lines.Count;
            switch ((kind & int.MaxValue) % 5)
            {
                case 0:
                    lines.RemoveAt(line);
                    break;
                case 1:
                    lines.Insert(line, lines[line]);
                    break;
                case 2:
                    lines[line] = lines[line][..(value % (lines[line].Length + 1))];
                    break;
                case 3:
                    (lines[line], lines[value % lines.Count]) = (lines[value % lines.Count], lines[line]);
                    break;
                default:
                    char[] changed = lines[line].ToCharArray();
                    if (changed.Length > 0)
                    {
                        changed[value % changed.Length] = (char)(value ^ 0x55);
                    }

                    lines[line] = new string(changed);
                    break;
            }

            Use(string.Join('\n', lines));
            Use(string.Join('\n', lines.Take(line)));
        }));
    }

    // What reads must survive being written, answered and accepted.
    private static void Use(string text)
    {
        if (SessionDescription.TryParse(text, out SessionDescription? description, out _))
        {
            string written = description.ToString();
            Assert.Equal(written, SdpSamples.Parse(written).ToString());
            foreach (AnswerOptions options in new[] { SdpSamples.Whip, SdpSamples.Whep })
            {
                NegotiationResult result = SdpNegotiator.Answer(description, options with { SingleCodec = false });
                if (result.IsAccepted)
                {
                    string answer = result.Answer.ToString();
                    Assert.Equal(answer, SdpSamples.Parse(answer).ToString());
                }
                else
                {
                    Assert.NotEmpty(result.Refusal.Sentence);
                }
            }

            SdpNegotiator.AcceptAnswer(OurOffer, description);
        }
    }

    private static SessionDescription OurOffer { get; } = SdpNegotiator.CreateOffer(new OfferOptions
    {
        Direction = SdpDirection.SendOnly,
        Ice = SdpSamples.Credentials,
        Fingerprint = SdpSamples.Fingerprint,
        Tracks = SdpSamples.Whep.Tracks,
        SessionId = 7,
    });

    private static void AssertRefused(string word, string text)
    {
        Assert.False(SessionDescription.TryParse(text, out _, out SdpError error), $"accepted; a limit on {word} was expected");
        Assert.Contains(word, error.Reason, StringComparison.Ordinal);
    }

    private static List<string> Sections(string text)
    {
        List<List<string>> sections = [[]];
        foreach (string line in text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0))
        {
            if (line.StartsWith("m=", StringComparison.Ordinal))
            {
                sections.Add([]);
            }

            sections[^1].Add(line);
        }

        return [.. sections.Select(static lines => string.Join('\n', lines.Order(StringComparer.Ordinal)))];
    }
}

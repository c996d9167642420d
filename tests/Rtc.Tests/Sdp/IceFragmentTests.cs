using CdnLab.Core;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Sdp;

namespace CdnLab.Rtc.Tests.Sdp;

public sealed class IceFragmentTests
{
    // The form of RFC 9725 §4.3, made up.
    private const string Trickle = """
        a=group:BUNDLE 0 1
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        a=mid:0
        a=ice-ufrag:EsAw
        a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
        a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1
        a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag EsAw network-id 2
        a=end-of-candidates
        """;

    [Fact]
    public void Trickled_candidates_are_read()
    {
        IceFragment fragment = Parse(Trickle);
        Assert.Equal("EsAw", fragment.Credentials!.Ufrag);
        IceFragmentMedia media = Assert.Single(fragment.Media);
        Assert.Equal(("0", true), (media.Mid, media.EndOfCandidates));
        Assert.Equal([61764, 61765], fragment.Candidates.Select(static candidate => (int)candidate.Port));
    }

    [Fact]
    public void A_restart_is_written_and_read()
    {
        IceFragment made = IceFragment.ForRestart(SdpSamples.Credentials, "0", [IceCandidate.CreateHost(NetAddress.FromIPv4(0x7F000001, 7000))], iceLite: true);
        string text = made.ToString();
        IceFragment read = Parse(text);
        Assert.Equal(SdpSamples.Credentials, read.Credentials);
        Assert.True(read.IceLite);
        Assert.Equal("candidate:2130706433 1 udp 2130706431 127.0.0.1 7000 typ host", Assert.Single(read.Candidates).ToString());
        Assert.Equal(text, read.ToString());
    }

    [Fact]
    public void A_fragment_with_nothing_but_the_end_of_candidates_is_read()
    {
        IceFragment fragment = Parse("m=audio 9 RTP/AVP 0\r\na=mid:0\r\na=end-of-candidates\r\n");
        Assert.Null(fragment.Credentials);
        Assert.True(fragment.Media[0].EndOfCandidates);
    }

    [Theory]
    [InlineData(1, "v=0\r\n")]
    [InlineData(1, "a=candidate:1 1 udp 1 127.0.0.1 5000 typ host\r\n")]
    [InlineData(2, "m=audio 9 RTP/AVP 0\r\na=candidate:nonsense\r\n")]
    [InlineData(2, "a=ice-ufrag:abcd\r\na=ice-ufrag:efgh\r\n")]
    [InlineData(1, "a=ice-ufrag:abcd\r\n")]
    [InlineData(2, "a=ice-ufrag:abcd\r\na=ice-pwd:short\r\n")]
    public void Faults_are_found_with_their_line(int line, string text)
    {
        Assert.False(IceFragment.TryParse(text, out _, out SdpError error), "accepted");
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Fragments_are_bounded()
    {
        Assert.False(IceFragment.TryParse(new string('a', 70_000), out _, out _));
        Assert.False(IceFragment.TryParse(string.Concat(Enumerable.Repeat("m=audio 9 RTP/AVP 0\n", 17)), out _, out _));
        string candidates = string.Concat(Enumerable.Repeat("a=candidate:1 1 udp 1 127.0.0.1 5000 typ host\n", 65));
        Assert.False(IceFragment.TryParse("m=audio 9 RTP/AVP 0\n" + candidates, out _, out _));
    }

    private static IceFragment Parse(string text)
    {
        Assert.True(IceFragment.TryParse(text, out IceFragment? fragment, out SdpError error), error.ToString());
        return fragment;
    }
}

using CdnLab.Core;
using CdnLab.Links.Netem;
using CdnLab.Rtc.Ice;
using CdnLab.Rtc.Sdp;
using CdnLab.TestKit;
using CdnLab.Viewers.Peers;

namespace CdnLab.Forwarding.Tests;

/// <summary>PATCH on a session (RFC 9725 §4.3): trickled candidates and ICE restarts.</summary>
public sealed class IceRestartTests : IDisposable
{
    private static readonly IceCredentials New = IceCredentials.Create(new SeededRandom(4));

    private readonly SimCdn _cdn;
    private readonly ViewerPeer _viewer;

    public IceRestartTests()
    {
        _cdn = new SimCdn(1, new LinkProfile { Delay = TimeSpan.FromMilliseconds(10) });
        _cdn.Publish("stream");
        _cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        _viewer = _cdn.Join(_cdn.Origin, "stream");
        _cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(_viewer.Join.IsComplete, "the viewer saw no key frame");
    }

    public void Dispose() => _cdn.Dispose();

    [Fact]
    public void Requests_that_cannot_be_served_are_refused_by_their_reason()
    {
        string tag = _cdn.OutcomeOf(_viewer).ETag;
        Assert.Equal(404, Patch("*", Restart(New), "unknown").Status);
        Assert.Equal(428, Patch(null, Restart(New)).Status);
        Assert.Equal(412, Patch("\"stale\"", Restart(New)).Status);
        Assert.Equal(412, Patch("", Restart(New)).Status);
        Assert.Equal(400, Patch("*", "no fragment").Status);
        Assert.Equal(400, Patch(tag, "no fragment").Status);
        Assert.Equal(422, Patch("*", "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=end-of-candidates\r\n").Status);
        Assert.Equal(0, _cdn.Origin.Core.Counters.SessionsEnded);
    }

    [Fact]
    public void Trickled_candidates_are_taken_under_the_current_tag()
    {
        string tag = _cdn.OutcomeOf(_viewer).ETag;
        foreach (string quoted in (string[])[tag, $"\"{tag}\""])
        {
            PatchOutcome outcome = Patch(quoted, "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 UDP 2130706431 10.0.0.7 5000 typ host\r\n");
            Assert.Equal((204, "", ""), (outcome.Status, outcome.Fragment, outcome.ETag));
        }
    }

    [Fact]
    public void A_restart_gives_new_credentials_and_the_stream_goes_on()
    {
        long before = Received();
        PatchOutcome outcome = Patch("*", Restart(New));
        Assert.Equal(200, outcome.Status);
        Assert.NotEqual(_cdn.OutcomeOf(_viewer).ETag, outcome.ETag);
        Assert.True(IceFragment.TryParse(outcome.Fragment, out IceFragment? fragment, out _));
        Assert.NotNull(fragment.Credentials);
        Assert.True(fragment.IceLite);
        Assert.Equal(412, Patch(_cdn.OutcomeOf(_viewer).ETag, Restart(New)).Status);
        Assert.Equal(204, Patch(outcome.ETag, Restart(New)).Status);

        // Media does not wait for the viewer to come with its new credentials.
        _cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        Assert.InRange(Received() - before, 50, 1000);
        before = Received();
        IceAgent ice = _viewer.Transport!.Ice;
        ice.Restart(_cdn.Network.Now, New);
        ice.SetRemote(_cdn.Network.Now, fragment.Credentials, remoteIsLite: true);
        foreach (IceCandidate candidate in fragment.Candidates)
        {
            ice.AddRemoteCandidate(_cdn.Network.Now, candidate);
        }

        _cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        Assert.False(ice.IsRestarting, "the restart has not completed");
        Assert.InRange(Received() - before, 50, 1000);

        // And consent goes on under them, for longer than it lasts.
        _cdn.Network.RunFor(TimeSpan.FromSeconds(40));
        Assert.False(_viewer.IsOver, _viewer.Transport.Failure);
        Assert.Equal(0, _cdn.Origin.Core.Counters.SessionsEnded);
        Assert.Equal(0, _cdn.Origin.Core.Counters.StrayStun);
    }

    [Fact]
    public void A_restart_that_the_viewer_never_follows_leaves_the_session_as_it_was()
    {
        // RFC 9725 §4.3.3. Once, the old user name was forgotten with the PATCH: the viewer's checks were strangers' from then
        // on, and its consent ended after 30 s, for instance because the answer to the PATCH had got lost.
        Assert.Equal(200, Patch("*", Restart(New)).Status);
        _cdn.Network.RunFor(TimeSpan.FromSeconds(60));
        Assert.False(_viewer.IsOver, _viewer.Transport!.Failure);
        Assert.Equal(0, _cdn.Origin.Core.Counters.SessionsEnded);
        long before = Received();
        _cdn.Network.RunFor(TimeSpan.FromSeconds(1));
        Assert.InRange(Received() - before, 50, 1000);

        // It ends like any other, and nothing of either name is left.
        _cdn.Origin.Do(_cdn.Network.Now, node => node.Close(_cdn.Network.Now, _cdn.OutcomeOf(_viewer).SessionId, "left"));
        Assert.Equal(1, _cdn.Origin.Core.CountSessions(PeerRole.Publisher));
        Assert.Equal(0, _cdn.Origin.Core.CountSessions(PeerRole.Viewer));
    }

    private static string Restart(IceCredentials credentials) =>
        IceFragment.ForRestart(credentials, "0", [], iceLite: false).ToString();

    private PatchOutcome Patch(string? ifMatch, string fragment, string? session = null) =>
        _cdn.Origin.Do(_cdn.Network.Now, node => node.Patch(_cdn.Network.Now, session ?? _cdn.OutcomeOf(_viewer).SessionId, ifMatch, fragment));

    private long Received() => _viewer.Transport!.Srtp!.Count(CdnLab.Rtc.Srtp.UnprotectResult.Ok);
}

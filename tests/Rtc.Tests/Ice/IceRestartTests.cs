using CdnLab.Core;
using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Tests.Ice;

public sealed class IceRestartTests
{
    private static readonly NetAddress Elsewhere = IceNetwork.Address(99);

    [Fact]
    public void A_restart_keeps_the_old_pair_until_the_new_one_is_nominated()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(30);
        NetAddress old = node.SelectedRemote;

        // The viewer's PATCH reaches the node first; the answer comes back a second later.
        IceCredentials fresh = network.NewCredentials();
        node.Restart(network.Now, network.NewCredentials());
        node.SetRemote(network.Now, fresh);
        network.Run(TimeSpan.FromSeconds(1));
        Assert.True(node.IsRestarting);
        Assert.Equal(old, node.SelectedRemote);
        Assert.Equal(IceState.Connected, node.State);

        viewer.Restart(network.Now, fresh);
        viewer.SetRemote(network.Now, node.Local, remoteIsLite: true);
        network.Move(viewer, Elsewhere);
        viewer.AddRemoteCandidate(network.Now, IceCandidate.CreateHost(IceNetwork.Address(1)));
        Assert.Equal(IceState.Connected, viewer.State);
        Assert.True(network.RunUntil(() => !node.IsRestarting && !viewer.IsRestarting, TimeSpan.FromSeconds(1)), IceAgentTests.Describe(node, viewer));
        Assert.Equal(Elsewhere, node.SelectedRemote);
        Assert.Contains(IceEvent.RestartCompleted, IceAgentTests.Events(node));
        Assert.Contains(IceEvent.RestartCompleted, IceAgentTests.Events(viewer));
        network.Run(TimeSpan.FromMinutes(2));
        Assert.Equal((IceState.Connected, IceState.Connected), (node.State, viewer.State));
    }

    [Fact]
    public void The_old_credentials_keep_consent_alive_during_a_restart_and_die_with_it()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(31);
        byte[] oldCheck = IceAgentTests.Check(viewer, node, nominate: true);
        node.Restart(network.Now, network.NewCredentials());
        Assert.True(node.HandleStun(network.Now, oldCheck, Elsewhere));

        IceCredentials fresh = network.NewCredentials();
        node.SetRemote(network.Now, fresh);
        viewer.Restart(network.Now, fresh);
        viewer.SetRemote(network.Now, node.Local, remoteIsLite: true);
        viewer.AddRemoteCandidate(network.Now, IceCandidate.CreateHost(IceNetwork.Address(1)));
        Assert.True(network.RunUntil(() => !node.IsRestarting, TimeSpan.FromSeconds(1)), IceAgentTests.Describe(node, viewer));
        Assert.False(node.HandleStun(network.Now, oldCheck, Elsewhere), "credentials from before the restart still work");
    }

    [Fact]
    public void A_restart_that_fails_leaves_the_session_as_it_was()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(32);
        IceCredentials before = node.Local;
        node.Restart(network.Now, network.NewCredentials());
        node.SetRemote(network.Now, network.NewCredentials());
        network.Run(TimeSpan.FromSeconds(11));
        Assert.False(node.IsRestarting);
        Assert.Equal(before, node.Local);
        Assert.Contains(IceEvent.RestartFailed, IceAgentTests.Events(node));
        network.Run(TimeSpan.FromMinutes(1));
        Assert.Equal((IceState.Connected, IceState.Connected), (node.State, viewer.State));
    }

    [Fact]
    public void A_restart_brings_a_dead_session_back()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = IceAgentTests.Connected(33);
        network.Filter = static (_, _, _) => false;
        network.Run(TimeSpan.FromSeconds(40));
        Assert.Equal((IceState.Disconnected, IceState.Disconnected), (node.State, viewer.State));
        network.Filter = static (_, _, _) => true;
        node.Restart(network.Now, network.NewCredentials());
        viewer.Restart(network.Now, network.NewCredentials());
        network.Introduce(node, viewer, aIsLite: true);
        Assert.True(network.RunUntil(() => node.State == IceState.Connected && viewer.State == IceState.Connected, TimeSpan.FromSeconds(1)), IceAgentTests.Describe(node, viewer));
        network.Run(TimeSpan.FromMinutes(1));
        Assert.Equal((IceState.Connected, IceState.Connected), (node.State, viewer.State));
    }

    [Fact]
    public void Full_agents_restart_under_loss()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            IceNetwork network = new(seed) { Loss = 0.3 };
            IceAgent a = network.Add(IceRole.Controlling, IceNetwork.Address(1));
            IceAgent b = network.Add(IceRole.Controlled, IceNetwork.Address(2));
            network.Introduce(a, b);
            Assert.True(network.RunUntil(() => a.State == IceState.Connected && b.State == IceState.Connected, TimeSpan.FromSeconds(9.9)), $"seed {seed}");
            a.Restart(network.Now, network.NewCredentials());
            b.Restart(network.Now, network.NewCredentials());
            network.Introduce(a, b);
            Assert.True(network.RunUntil(() => !a.IsRestarting && !b.IsRestarting, TimeSpan.FromSeconds(9.9)), $"seed {seed}: {IceAgentTests.Describe(a, b)}");
            Assert.Equal((IceState.Connected, IceState.Connected), (a.State, b.State));
        }
    }

    [Fact]
    public void Credentials_have_the_form_and_strength_of_the_specification()
    {
        SeededRandom random = new(1);
        HashSet<string> ufrags = [];
        for (int i = 0; i < 1000; i++)
        {
            IceCredentials made = IceCredentials.Create(random);
            Assert.True(ufrags.Add(made.Ufrag));
            Assert.True(IceCredentials.TryCreate(made.Ufrag, made.Password, out IceCredentials? read));
            Assert.Equal(made, read);
            Assert.DoesNotContain(made.Password, made.ToString(), StringComparison.Ordinal);
        }

        Assert.False(IceCredentials.TryCreate("abc", new string('p', 22), out _));
        Assert.False(IceCredentials.TryCreate("abcd", new string('p', 21), out _));
        Assert.False(IceCredentials.TryCreate("ab:d", new string('p', 22), out _));
        Assert.False(IceCredentials.TryCreate(null, null, out _));
        Assert.False(IceCredentials.TryCreate(new string('u', 257), new string('p', 22), out _));
    }
}

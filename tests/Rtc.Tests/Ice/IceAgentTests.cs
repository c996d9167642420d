using CdnLab.Core;
using CdnLab.Rtc.Ice;

namespace CdnLab.Rtc.Tests.Ice;

public sealed class IceAgentTests
{
    private static readonly NetAddress NodeAddress = IceNetwork.Address(1);
    private static readonly NetAddress ViewerAddress = IceNetwork.Address(2);

    [Fact]
    public void Without_loss_a_viewer_connects_to_a_node_in_one_round_trip()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = NodeAndViewer(1);
        Instant start = network.Now;
        Assert.True(network.RunUntil(() => viewer.State == IceState.Connected, TimeSpan.FromSeconds(1)), Describe(node, viewer));
        Assert.Equal(TimeSpan.FromMilliseconds(40), network.Now - start);
        Assert.Equal(IceState.Connected, node.State);
        Assert.Equal(ViewerAddress, node.SelectedRemote);
        Assert.Equal(NodeAddress, viewer.SelectedRemote);
        Assert.Equal(TimeSpan.FromMilliseconds(40), viewer.RoundTrip);
        Assert.Equal(ViewerAddress, viewer.MappedAddress);
        Assert.Equal([IceEvent.StateChanged, IceEvent.SelectedRemoteChanged], Events(viewer));
        Assert.Equal([IceEvent.StateChanged, IceEvent.SelectedRemoteChanged], Events(node));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_thirty_percent_loss_agents_still_connect(bool lite)
    {
        // 0.7² of the tries succeed; all fifteen of ten seconds fail together four times in a hundred thousand.
        for (ulong seed = 1; seed <= 60; seed++)
        {
            IceNetwork network = new(seed) { Loss = 0.3 };
            IceAgent a = network.Add(lite ? IceRole.Lite : IceRole.Controlled, NodeAddress);
            IceAgent b = network.Add(IceRole.Controlling, ViewerAddress);
            network.Introduce(a, b, lite);
            bool both = network.RunUntil(() => a.State == IceState.Connected && b.State == IceState.Connected, TimeSpan.FromSeconds(9.9));
            Assert.True(both, $"seed {seed}: {Describe(a, b)}");
            Assert.Equal(ViewerAddress, a.SelectedRemote);
            Assert.Equal(NodeAddress, b.SelectedRemote);
        }
    }

    [Fact]
    public void Full_agents_agree_by_regular_nomination()
    {
        IceNetwork network = new(5);
        IceAgent a = network.Add(IceRole.Controlling, NodeAddress);
        IceAgent b = network.Add(IceRole.Controlled, ViewerAddress);
        network.Introduce(a, b);
        Assert.True(network.RunUntil(() => a.State == IceState.Connected && b.State == IceState.Connected, TimeSpan.FromSeconds(1)), Describe(a, b));
        Assert.All(network.Sent, sent => Assert.True(StunMessage.TryParse(sent.Bytes, out _, out _)));
        Assert.DoesNotContain(network.Sent, sent => sent.Agent == b && Read(sent.Bytes, static message => message.UseCandidate));
        Assert.False(Read(network.Sent.First(sent => sent.Agent == a).Bytes, static message => message.UseCandidate), "the first check towards a full agent nominated");
    }

    [Fact]
    public void Checks_arriving_before_the_description_are_answered_and_used_later()
    {
        IceNetwork network = new(6);
        IceAgent a = network.Add(IceRole.Controlled, NodeAddress);
        IceAgent b = network.Add(IceRole.Controlling, ViewerAddress);
        b.SetRemote(network.Now, a.Local);
        b.AddRemoteCandidate(network.Now, IceCandidate.CreateHost(NodeAddress));
        network.Run(TimeSpan.FromMilliseconds(200));
        Assert.Equal(IceState.Connected, b.State);
        Assert.Equal(IceState.New, a.State);
        a.SetRemote(network.Now, b.Local);
        Assert.True(network.RunUntil(() => a.State == IceState.Connected, TimeSpan.FromSeconds(1)), Describe(a, b));
        Assert.Equal(ViewerAddress, a.SelectedRemote);
    }

    [Theory]
    [InlineData(IceRole.Controlling)]
    [InlineData(IceRole.Controlled)]
    public void Agents_that_claim_the_same_role_settle_it(IceRole role)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            IceNetwork network = new(seed) { Loss = 0.1 };
            IceAgent a = network.Add(role, NodeAddress);
            IceAgent b = network.Add(role, ViewerAddress);
            network.Introduce(a, b);
            bool both = network.RunUntil(() => a.State == IceState.Connected && b.State == IceState.Connected, TimeSpan.FromSeconds(9));
            Assert.True(both, $"seed {seed}: {Describe(a, b)}");
            Assert.NotEqual(a.Role, b.Role);
            Assert.True(a.Counters.RoleConflicts + b.Counters.RoleConflicts > 0);
        }
    }

    [Fact]
    public void A_controlled_peer_of_a_node_is_told_to_control()
    {
        IceNetwork network = new(7);
        IceAgent node = network.Add(IceRole.Lite, NodeAddress);
        IceAgent viewer = network.Add(IceRole.Controlled, ViewerAddress);
        network.Introduce(node, viewer, aIsLite: true);
        Assert.True(network.RunUntil(() => node.State == IceState.Connected && viewer.State == IceState.Connected, TimeSpan.FromSeconds(1)), Describe(node, viewer));
        Assert.Equal(IceRole.Controlling, viewer.Role);
        Assert.Contains(IceEvent.RoleChanged, Events(viewer));
    }

    [Fact]
    public void The_first_check_goes_out_at_once_and_the_others_every_50_ms()
    {
        IceNetwork network = new(8) { Filter = static (_, _, _) => false };
        IceAgent agent = network.Add(IceRole.Controlling, ViewerAddress);
        Instant start = network.Now;
        agent.SetRemote(start, network.NewCredentials());
        for (int i = 0; i < 4; i++)
        {
            agent.AddRemoteCandidate(start, IceCandidate.CreateHost(IceNetwork.Address(10 + i), (ushort)(100 - i)));
        }

        network.Run(TimeSpan.FromMilliseconds(199));
        HashSet<StunTransactionId> seen = [];
        List<double> firsts = [];
        foreach ((Instant at, _, byte[] bytes) in network.Sent)
        {
            Assert.True(StunMessage.TryParse(bytes, out StunMessage message, out _));
            if (seen.Add(message.TransactionId))
            {
                firsts.Add((at - start).TotalMilliseconds);
            }
        }

        Assert.Equal([0, 50, 100, 150], firsts);
    }

    [Fact]
    public void A_lost_check_is_repeated_with_doubling_gaps_and_then_ice_fails()
    {
        IceNetwork network = new(9) { Filter = static (_, _, _) => false };
        IceAgent agent = network.Add(IceRole.Controlling, ViewerAddress);
        Instant start = network.Now;
        agent.SetRemote(start, network.NewCredentials());
        agent.AddRemoteCandidate(start, IceCandidate.CreateHost(NodeAddress));
        Assert.True(network.RunUntil(() => agent.State == IceState.Failed, TimeSpan.FromSeconds(60)), agent.State.ToString());
        Assert.Equal(TimeSpan.FromSeconds(10), network.Now - start);
        Assert.Equal([0, 0.1, 0.3, 0.7, 1.5, 2.3, 3.1, 3.9, 4.7, 5.5, 6.3, 7.1, 7.9, 8.7, 9.5], network.Sent.Select(sent => Math.Round((sent.At - start).TotalSeconds, 3)));
        Assert.Single(network.Sent.Select(sent => Read(sent.Bytes, static message => message.TransactionId)).Distinct());
        Assert.Equal(Instant.Never, agent.NextTimeout);
    }

    [Fact]
    public void A_node_fails_when_nobody_comes()
    {
        IceNetwork network = new(10);
        IceAgent node = network.Add(IceRole.Lite, NodeAddress);
        node.SetRemote(network.Now, network.NewCredentials());
        Instant start = network.Now;
        Assert.True(network.RunUntil(() => node.State == IceState.Failed, TimeSpan.FromSeconds(60)), node.State.ToString());
        Assert.Equal(TimeSpan.FromSeconds(10), network.Now - start);
    }

    [Fact]
    public void Consent_is_asked_every_five_seconds_give_or_take_a_fifth()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = Connected(11);
        int before = network.Sent.Count;
        Instant last = network.Now;
        network.Run(TimeSpan.FromMinutes(10));
        List<double> gaps = [];
        foreach ((Instant at, IceAgent agent, byte[] bytes) in network.Sent.Skip(before))
        {
            if (agent == viewer)
            {
                gaps.Add((at - last).TotalSeconds);
                last = at;
                Assert.False(Read(bytes, static message => message.UseCandidate), "a consent check nominated");
            }
        }

        Assert.InRange(gaps.Count, 110, 130);
        Assert.All(gaps, gap => Assert.InRange(gap, 3.9, 6.1));
        Assert.True(gaps.Max() - gaps.Min() > 1, "consent intervals do not vary");
        Assert.Equal(IceState.Connected, viewer.State);
        Assert.Equal(IceState.Connected, node.State);
        Assert.Equal(TimeSpan.FromMilliseconds(40), viewer.RoundTrip);
    }

    [Fact]
    public void Consent_survives_thirty_percent_loss_and_ends_after_thirty_seconds_of_silence()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = Connected(12);
        network.Loss = 0.3;
        network.Run(TimeSpan.FromMinutes(5));
        Assert.Equal(IceState.Connected, viewer.State);
        Assert.Equal(IceState.Connected, node.State);

        network.Loss = 0;
        network.Run(TimeSpan.FromSeconds(12));
        network.Filter = static (_, _, _) => false;
        Instant silent = network.Now;
        Assert.True(network.RunUntil(() => node.State == IceState.Disconnected, TimeSpan.FromSeconds(40)), Describe(node, viewer));
        Assert.InRange((network.Now - silent).TotalSeconds, 23.5, 30);
        Assert.True(network.RunUntil(() => viewer.State == IceState.Disconnected, TimeSpan.FromSeconds(10)), Describe(node, viewer));
        Assert.InRange((network.Now - silent).TotalSeconds, 23.5, 30);
        Assert.Equal(default, viewer.SelectedRemote);
        int sent = network.Sent.Count;
        network.Run(TimeSpan.FromMinutes(1));
        Assert.Equal(sent, network.Sent.Count);
    }

    // A browser's first check towards a lite agent does not nominate, and its DTLS follows on that pair at once.
    [Fact]
    public void A_lite_agent_uses_the_first_valid_pair_until_another_is_nominated()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = NodeAndViewer(14);
        network.Filter = static (_, _, _) => false;
        NetAddress first = IceNetwork.Address(77, 1234);
        NetAddress second = IceNetwork.Address(78, 1234);
        network.Inject(first, NodeAddress, Check(viewer, node, nominate: false));
        Assert.Equal((IceState.Connected, first), (node.State, node.SelectedRemote));
        network.Inject(second, NodeAddress, Check(viewer, node, nominate: false));
        Assert.Equal(first, node.SelectedRemote);
        network.Inject(second, NodeAddress, Check(viewer, node, nominate: true));
        Assert.Equal(second, node.SelectedRemote);
    }

    [Fact]
    public void A_viewer_whose_address_changes_is_followed_when_it_nominates_again()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = Connected(13);
        NetAddress elsewhere = IceNetwork.Address(77, 1234);
        byte[] plain = Check(viewer, node, nominate: false);
        network.Inject(elsewhere, NodeAddress, plain);
        Assert.Equal(ViewerAddress, node.SelectedRemote);

        network.Run(TimeSpan.FromSeconds(6));
        network.Inject(elsewhere, NodeAddress, Check(viewer, node, nominate: true));
        Assert.Equal(elsewhere, node.SelectedRemote);
        Assert.Equal(1, node.Counters.SelectionsMoved);
    }

    [Fact]
    public void A_peer_that_nominates_every_pair_in_every_check_does_not_make_the_selection_jump()
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = Connected(14);
        NetAddress low = IceNetwork.Address(77);
        NetAddress high = IceNetwork.Address(78);
        for (int i = 0; i < 10; i++)
        {
            network.Inject(high, NodeAddress, Check(viewer, node, nominate: true, priority: 0x7F00_0000));
            network.Inject(low, NodeAddress, Check(viewer, node, nominate: true, priority: 0x1000_0000));
            network.Run(TimeSpan.FromSeconds(1));
            Assert.Equal(high, node.SelectedRemote);
        }

        // The preferred path dies: the other one takes over once it has been silent for the hold time.
        network.Run(TimeSpan.FromSeconds(2));
        network.Inject(low, NodeAddress, Check(viewer, node, nominate: true, priority: 0x1000_0000));
        Assert.Equal(low, node.SelectedRemote);
    }

    [Fact]
    public void Candidates_that_cannot_be_used_are_counted()
    {
        IceNetwork network = new(15);
        IceAgent agent = network.Add(IceRole.Controlling, ViewerAddress);
        string[] useless =
        [
            "candidate:1 1 tcp 1518214911 127.0.0.1 9 typ host tcptype active",
            "candidate:1 2 udp 2130706431 127.0.0.1 5000 typ host",
            "candidate:1 1 udp 2130706431 dee26e00-3601-421c-ba86-e0977a3ed584.local 5000 typ host",
            "candidate:1 1 udp 2130706431 ::1 5000 typ host",
            "candidate:1 1 udp 2130706431 127.0.0.1 0 typ host",
            "candidate:1 1 udp 2130706431 0.0.0.0 5000 typ host",
            "candidate:1 1 udp 2130706431 224.0.0.1 5000 typ host",
            "candidate:1 1 udp 2130706431 1 5000 typ host",
            "candidate:1 1 ssltcp 2130706431 127.0.0.1 5000 typ host",
        ];
        foreach (string line in useless)
        {
            Assert.True(IceCandidate.TryParse(line, out IceCandidate? candidate), line);
            Assert.Equal(line, candidate.ToString());
            agent.AddRemoteCandidate(network.Now, candidate);
        }

        Assert.Equal(useless.Length, agent.Counters.CandidatesIgnored);
        agent.SetRemote(network.Now, network.NewCredentials());
        network.Run(TimeSpan.FromSeconds(1));
        Assert.Empty(network.Sent);
    }

    // A check as the peer of an agent would send it.
    internal static byte[] Check(IceAgent from, IceAgent to, bool nominate, uint priority = 1)
    {
        byte[] buffer = new byte[IceAgent.MaxTransmitLength];
        StunWriter writer = new(buffer, StunClass.Request, new StunTransactionId(99, priority));
        writer.Add(StunAttribute.Username, System.Text.Encoding.ASCII.GetBytes($"{to.Local.Ufrag}:{from.Local.Ufrag}"));
        writer.AddUInt64(StunAttribute.IceControlling, 1);
        writer.AddUInt32(StunAttribute.Priority, priority);
        if (nominate)
        {
            writer.AddFlag(StunAttribute.UseCandidate);
        }

        writer.AddIntegrity(System.Text.Encoding.ASCII.GetBytes(to.Local.Password));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    internal static (IceNetwork Network, IceAgent Node, IceAgent Viewer) Connected(ulong seed)
    {
        (IceNetwork network, IceAgent node, IceAgent viewer) = NodeAndViewer(seed);
        Assert.True(network.RunUntil(() => viewer.State == IceState.Connected, TimeSpan.FromSeconds(1)), Describe(node, viewer));
        Events(node);
        Events(viewer);
        return (network, node, viewer);
    }

    internal static List<IceEvent> Events(IceAgent agent)
    {
        List<IceEvent> events = [];
        while (agent.TryPollEvent(out IceEvent next))
        {
            events.Add(next);
        }

        return events;
    }

    internal static string Describe(IceAgent a, IceAgent b) => $"{Describe(a)}; {Describe(b)}";

    private static string Describe(IceAgent agent) =>
        $"{agent.Role} {agent.State}: checks {agent.Counters.ChecksSent}+{agent.Counters.ChecksRepeated}, " +
        $"responses {agent.Counters.ResponsesAccepted}, requests {agent.Counters.RequestsAccepted}, unknown {agent.Counters.UnknownTransaction}";

    private static (IceNetwork Network, IceAgent Node, IceAgent Viewer) NodeAndViewer(ulong seed)
    {
        IceNetwork network = new(seed);
        IceAgent node = network.Add(IceRole.Lite, NodeAddress);
        IceAgent viewer = network.Add(IceRole.Controlling, ViewerAddress);
        network.Introduce(node, viewer, aIsLite: true);
        return (network, node, viewer);
    }

    private static T Read<T>(byte[] bytes, StunReader<T> reader)
    {
        Assert.True(StunMessage.TryParse(bytes, out StunMessage message, out _));
        return reader(message);
    }

    private delegate T StunReader<T>(StunMessage message);
}

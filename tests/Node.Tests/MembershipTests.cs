using CdnLab.Control;
using CdnLab.Core;
using CdnLab.Node.ControlPlane;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Node.Tests;

public sealed class MembershipTests
{
    private const string A = "10.0.0.1";
    private const string B = "10.0.0.2";
    private const string C = "10.0.0.3";

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Newcomers_learn_all_nodes_and_streams_from_one_entry_point(int count)
    {
        var cluster = new MembershipCluster(1);
        StartMany(cluster, count);
        TimeSpan took = cluster.RunUntil(cluster.IsWhole, "everybody knows everybody");

        // Two messages there and back for the entry point, the same for those on its list.
        Assert.True(took <= TimeSpan.FromMilliseconds(500), $"It took {took}.");
        Assert.All(cluster.Alive, id => Assert.True(
            id == A || cluster[id].Snapshot.Find($"stream-{A}") is { IsReachable: true, Node.Id: A }, $"{id} has no route to the stream of {A}"));
    }

    [Fact]
    public void Node_without_entry_point_waits_and_is_found()
    {
        var cluster = new MembershipCluster(2);
        cluster.Start(A);
        cluster.Run(TimeSpan.FromSeconds(30));
        Assert.Empty(cluster.Dials);
        cluster.Start(B, entry: A);
        cluster.RunUntil(cluster.IsWhole, "the two know each other");
    }

    [Fact]
    public void Absent_entry_point_is_dialled_with_growing_waits_until_it_answers()
    {
        var cluster = new MembershipCluster(3) { Delay = TimeSpan.Zero };
        cluster.Start(B, entry: A);
        cluster.Run(TimeSpan.FromSeconds(10));
        double[] waits = [.. cluster.Dials.Zip(cluster.Dials.Skip(1), (first, second) => (second.At - first.At).TotalSeconds)];
        double[] full = [0.25, 0.5, 1, 2, 2, 2];
        Assert.True(waits.Length >= full.Length, $"Only {waits.Length} redials in 10 s.");
        Assert.All(full.Zip(waits), pair => Assert.InRange(pair.Second, pair.First * 0.75, pair.First));
        cluster.Start(A);
        cluster.RunUntil(cluster.IsWhole, "the two know each other", seconds: 3);
    }

    [Fact]
    public void Death_of_the_entry_point_harms_nobody()
    {
        var cluster = new MembershipCluster(4);
        StartMany(cluster, 5);
        cluster.RunUntil(cluster.IsWhole, "everybody knows everybody");
        cluster.Kill(A);
        cluster.Publish(B, "later");
        cluster.Run(TimeSpan.FromSeconds(1));
        Assert.All(cluster.Alive.Where(id => id != B), id => Assert.True(
            cluster[id].Snapshot.Find("later") is { IsReachable: true }, $"{id} has not heard of the stream"));
        Assert.All(cluster.Alive, id => Assert.Equal(
            PeerState.Passive, cluster[id].Snapshot.Nodes.Single(node => node.Info.Id == A).State));

        // Another node can be the entry point now.
        cluster.Start("10.0.0.9", entry: C);
        cluster.RunUntil(cluster.IsWhole, "the newcomer knows everybody");
    }

    [Fact]
    public void Lost_node_is_passive_and_its_streams_are_known_but_not_routable_until_it_is_back()
    {
        var cluster = new MembershipCluster(5);
        StartMany(cluster, 2);
        cluster.RunUntil(cluster.IsWhole, "the two know each other");
        cluster.Cut(A, B);
        cluster.Run(TimeSpan.FromSeconds(20));
        Assert.True(cluster[B].Snapshot.Find($"stream-{A}") is { IsReachable: false }, "The stream should be known and not reachable.");
        Assert.False(cluster.Send(B, A, new PullEndMessage("p", "")));
        cluster.Stop(A, $"stream-{A}");
        cluster.Publish(A, "new");
        cluster.Heal(A, B);
        cluster.RunUntil(cluster.IsWhole, "the two know each other again", seconds: 5);
        Assert.Contains(cluster.Told, told => told is (B, ControlAction.StreamRemoved { Stream.Name: $"stream-{A}" }));
    }

    [Fact]
    public void Restarted_node_is_told_apart_from_one_that_was_cut_off()
    {
        var cluster = new MembershipCluster(6);
        StartMany(cluster, 3);
        cluster.RunUntil(cluster.IsWhole, "everybody knows everybody");
        cluster.Cut(A, B);
        cluster.Run(TimeSpan.FromSeconds(5));
        cluster.Heal(A, B);
        cluster.RunUntil(cluster.IsWhole, "the two know each other again", seconds: 5);
        Assert.DoesNotContain(cluster.Told, told => told.Action is ControlAction.NodeRestarted);

        cluster.Kill(A);
        cluster.Run(TimeSpan.FromSeconds(5));
        cluster.Start(A);
        cluster.RunUntil(cluster.IsWhole, "the restarted node is known without an entry point of its own", seconds: 5);
        Assert.Equal([B, C], cluster.Told.Where(told => told.Action is ControlAction.NodeRestarted { Node: A }).Select(told => told.Node).Order());
        Assert.Null(cluster[B].Snapshot.Find($"stream-{A}"));
    }

    [Fact]
    public void Link_dialled_by_the_lower_identity_is_kept_when_both_dial()
    {
        var cluster = new MembershipCluster(7);
        cluster.Start(A, entry: B);
        cluster.Start(B, entry: A);
        cluster.RunUntil(cluster.IsWhole, "one link is left");
        Assert.True(cluster[A].Snapshot.Nodes.Single().Outbound);
        Assert.True(cluster[B].Snapshot.Nodes.Single().Inbound);
        Assert.DoesNotContain(cluster.Told, told => told.Action is ControlAction.NodeChanged { State: PeerState.Passive });
    }

    [Fact]
    public void Later_of_two_links_from_one_side_is_kept_whatever_the_order_of_arrival()
    {
        (Membership core, NodeInfo other) = CoreAndOther();
        core.LinkOpened(Instant.Zero, new LinkId(1), 0);
        core.LinkOpened(Instant.Zero, new LinkId(2), 0);
        core.HandleMessage(Instant.Zero, new LinkId(2), new HelloMessage(other, Dial: 5));
        core.HandleMessage(Instant.Zero, new LinkId(1), new HelloMessage(other, Dial: 4));
        Assert.Equal(new LinkId(1), Assert.Single(Actions(core).OfType<ControlAction.Close>()).Link);
        Assert.True(core.TrySend(other.Id, new PullEndMessage("p", "")));
        Assert.Equal(new LinkId(2), Assert.Single(Actions(core).OfType<ControlAction.Send>()).Link);
    }

    [Fact]
    public void Message_on_the_link_that_is_given_up_is_still_taken_and_an_old_change_is_not()
    {
        (Membership core, NodeInfo other) = CoreAndOther();
        core.LinkOpened(Instant.Zero, new LinkId(1), 0);
        core.HandleMessage(Instant.Zero, new LinkId(1), new HelloMessage(other, 1));
        core.LinkOpened(Instant.Zero, new LinkId(2), 0);
        core.HandleMessage(Instant.Zero, new LinkId(2), new HelloMessage(other, 2));
        core.HandleMessage(Instant.Zero, new LinkId(2), new StreamListMessage(4, []));
        core.HandleMessage(Instant.Zero, new LinkId(1), new StreamPublishedMessage(3, new StreamInfo("old", other.Id, [])));
        core.HandleMessage(Instant.Zero, new LinkId(1), new StreamPublishedMessage(5, new StreamInfo("new", other.Id, [])));
        core.HandleMessage(Instant.Zero, new LinkId(1), new PullEndMessage("p", ""));
        List<ControlAction> actions = Actions(core);
        Assert.Equal("new", Assert.Single(actions.OfType<ControlAction.StreamAdded>()).Stream.Name);
        Assert.Single(actions.OfType<ControlAction.PullReceived>());
    }

    [Fact]
    public void Edge_never_announces_what_is_published_on_it()
    {
        var cluster = new MembershipCluster(8);
        cluster.Start(A);
        cluster.Start(B, entry: A, role: "edge");
        cluster.RunUntil(cluster.IsWhole, "the two know each other");
        cluster.Publish(B, "local");
        cluster.Run(TimeSpan.FromSeconds(5));
        Assert.Null(cluster[A].Snapshot.Find("local"));
    }

    [Fact]
    public void Silent_node_is_forgotten_after_its_time_and_known_again_when_it_returns()
    {
        var cluster = new MembershipCluster(9);
        cluster.Start(A, forgetAfter: TimeSpan.FromSeconds(10));
        cluster.Start(B, entry: A);
        cluster.Publish(B, "s");
        cluster.RunUntil(cluster.IsWhole, "the two know each other");
        cluster.Kill(B);
        cluster.Run(TimeSpan.FromSeconds(9));
        Assert.NotNull(cluster[A].Snapshot.Find("s"));
        cluster.Run(TimeSpan.FromSeconds(2));
        Assert.Empty(cluster[A].Snapshot.Nodes);
        int dials = cluster.Dials.Count;
        cluster.Run(TimeSpan.FromSeconds(20));
        Assert.Equal(dials, cluster.Dials.Count);
        cluster.Start(B, entry: A);
        cluster.RunUntil(cluster.IsWhole, "the two know each other again");
    }

    [Fact]
    public void Entry_point_under_another_name_that_is_the_node_itself_is_dialled_once()
    {
        var self = new NodeInfo(A, A, NodeId.DefaultPort, "origin", "1", 1);
        var core = new Membership(self, new MembershipOptions { EntryPoint = new DialTarget("me.example", 8084) }, new SeededRandom(1));
        core.Start(Instant.Zero);
        Assert.Single(Actions(core).OfType<ControlAction.Dial>());
        core.LinkOpened(Instant.Zero, new LinkId(1), 0);
        core.LinkOpened(Instant.Zero, new LinkId(2), 1);
        core.HandleMessage(Instant.Zero, new LinkId(2), new HelloMessage(self, 0));
        core.HandleMessage(Instant.Zero, new LinkId(1), new HelloMessage(self, 1));
        List<ControlAction> actions = Actions(core);
        Assert.Contains("is this node itself", Assert.Single(actions.OfType<ControlAction.Warning>()).Text, StringComparison.Ordinal);
        Assert.Equal(2, actions.OfType<ControlAction.Close>().Count());
        Assert.True(core.NextTimeout.IsNever);
    }

    [Fact]
    public void Two_processes_with_one_identity_are_reported_and_the_later_one_is_kept()
    {
        (Membership core, NodeInfo other) = CoreAndOther();
        core.LinkOpened(Instant.Zero, new LinkId(1), 0);
        core.HandleMessage(Instant.Zero, new LinkId(1), new HelloMessage(other, 1));
        core.LinkOpened(Instant.Zero, new LinkId(2), 0);
        core.HandleMessage(Instant.Zero, new LinkId(2), new HelloMessage(other with { Incarnation = other.Incarnation - 1 }, 1));
        List<ControlAction> actions = Actions(core);
        Assert.Contains("two processes use the identity", Assert.Single(actions.OfType<ControlAction.Warning>()).Text, StringComparison.Ordinal);
        Assert.Equal(new LinkId(2), Assert.Single(actions.OfType<ControlAction.Close>()).Link);
    }

    [Fact]
    public void Stranger_who_breaks_the_protocol_is_counted()
    {
        (Membership core, NodeInfo other) = CoreAndOther();
        core.LinkOpened(Instant.Zero, new LinkId(1), 0);
        core.HandleMessage(Instant.Zero, new LinkId(1), new PullEndMessage("p", ""));
        Assert.Equal("spoke before its hello", Assert.Single(Actions(core).OfType<ControlAction.Fault>()).Reason);

        core.LinkOpened(Instant.Zero, new LinkId(2), 0);
        core.HandleMessage(Instant.Zero, new LinkId(2), new HelloMessage(other, 1));
        core.HandleMessage(Instant.Zero, new LinkId(2), new HelloMessage(other, 1));
        core.HandleMessage(Instant.Zero, new LinkId(2), new StreamPublishedMessage(1, new StreamInfo("s", C, [])));
        core.HandleMessage(Instant.Zero, new LinkId(2), new StreamListMessage(1, [new StreamInfo("s", A, [])]));
        Assert.Equal(
            ["said hello twice", "announced a stream of another node", "listed a stream of another node"],
            Actions(core).OfType<ControlAction.Fault>().Select(fault => fault.Reason));

        core.LinkOpened(Instant.Zero, new LinkId(3), 0);
        core.HandleTimeout(Instant.Zero + TimeSpan.FromSeconds(3));
        Assert.Equal("no hello in time", Assert.Single(Actions(core).OfType<ControlAction.Fault>()).Reason);
    }

    [Fact]
    public void Messages_per_change_grow_linearly_in_nodes()
    {
        foreach (int count in new[] { 5, 20, 40 })
        {
            var cluster = new MembershipCluster(10);
            StartMany(cluster, count);
            cluster.RunUntil(cluster.IsWhole, "everybody knows everybody");
            long before = cluster.MessagesSent;
            cluster.Publish(A, "one-more");
            cluster.RunUntil(cluster.IsWhole, "everybody knows the stream");
            Assert.Equal(count - 1, cluster.MessagesSent - before);
        }
    }

    [Fact]
    public void Same_name_on_two_origins_goes_to_the_group_then_to_the_lower_identity()
    {
        NodeInfo self = new("10.0.0.9", "10.0.0.9", 8084, "edge", "1", 1, Groups: ["US"]);
        NodeView First(string id, PeerState state, string group) =>
            new(new NodeInfo(id, id, 8084, "origin", "1", 1, Groups: [group]), state, true, false, [new StreamInfo("s", id, [])]);
        Assert.Equal(A, new ControlSnapshot(self, [First(B, PeerState.Active, "EU"), First(A, PeerState.Active, "EU")]).Find("s")!.Node.Id);
        Assert.Equal(B, new ControlSnapshot(self, [First(B, PeerState.Active, "US"), First(A, PeerState.Active, "EU")]).Find("s")!.Node.Id);
        Assert.Equal(A, new ControlSnapshot(self, [First(B, PeerState.Passive, "US"), First(A, PeerState.Active, "EU")]).Find("s")!.Node.Id);
    }

    [Fact]
    public void Whatever_happens_all_agree_again_once_it_is_over() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(100),
            Prop.ForAll(ArbMap.Default.ArbFor<(uint Seed, byte[] Operations)>(), story =>
            {
                var cluster = new MembershipCluster(story.Seed);
                var published = new HashSet<(string, string)>();
                StartMany(cluster, 4);
                string[] all = [.. cluster.Alive];
                foreach (byte operation in story.Operations)
                {
                    string one = all[(operation >> 3) % all.Length];
                    string other = all[((operation >> 3) + 1 + ((operation >> 6) % 3)) % all.Length];
                    bool alive = cluster.Alive.Contains(one);
                    switch (operation % 8)
                    {
                        case 0 when alive:
                            cluster.Kill(one);
                            published.RemoveWhere(entry => entry.Item1 == one);
                            break;
                        case 1 when !alive:
                            // Never without an entry point: a node that nobody has met yet would rightly stay alone.
                            cluster.Start(one, entry: other);
                            break;
                        case 2 when alive && published.Add((one, "a")):
                            cluster.Publish(one, "a");
                            break;
                        case 3 when alive && published.Remove((one, "a")):
                            cluster.Stop(one, "a");
                            break;
                        case 4:
                            cluster.Cut(one, other);
                            break;
                        case 5:
                            cluster.Heal(one, other);
                            break;
                        default:
                            cluster.Run(TimeSpan.FromMilliseconds(operation * 4));
                            break;
                    }
                }

                cluster.HealAll();
                foreach (string id in all.Where(id => !cluster.Alive.Contains(id)).ToList())
                {
                    cluster.Start(id, entry: all.First(other => other != id));
                }

                cluster.RunUntil(cluster.IsWhole, "all agree", seconds: 15);
                return true;
            }));

    private static void StartMany(MembershipCluster cluster, int count)
    {
        for (int i = 1; i <= count; i++)
        {
            cluster.Start($"10.0.0.{i}", i == 1 ? null : A);
        }

        cluster.Publish(A, $"stream-{A}");
    }

    private static (Membership Core, NodeInfo Other) CoreAndOther() => (
        new Membership(new NodeInfo(A, A, NodeId.DefaultPort, "origin", "1", 100), new MembershipOptions(), new SeededRandom(1)),
        new NodeInfo(B, B, NodeId.DefaultPort, "origin", "1", 100));

    private static List<ControlAction> Actions(Membership core)
    {
        var actions = new List<ControlAction>();
        while (core.TryPollAction(out ControlAction? action))
        {
            actions.Add(action);
        }

        return actions;
    }
}

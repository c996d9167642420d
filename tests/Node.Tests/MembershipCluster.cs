using CdnLab.Control;
using CdnLab.Core;
using CdnLab.Node.ControlPlane;

namespace CdnLab.Node.Tests;

/// <summary>
/// Many <see cref="Membership"/> cores on one virtual clock: connections that keep order, a one-way delay, nodes that die
/// and return, pairs of nodes that cannot reach each other. Every message goes through its JSON.
/// </summary>
internal sealed class MembershipCluster(ulong seed)
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(3);
    private readonly PriorityQueue<Action, (long Time, long Order)> _events = new();
    private readonly Dictionary<string, SimNode> _nodes = [];
    private readonly List<Connection> _connections = [];
    private readonly HashSet<(string, string)> _cuts = [];
    private readonly SeededRandom _random = new(seed);
    private long _order;
    private long _lastLink;
    private long _starts;

    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromSeconds(1);

    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(40);

    public long MessagesSent { get; private set; }

    /// <summary>What nodes told, with the teller.</summary>
    public List<(string Node, ControlAction Action)> Told { get; } = [];

    /// <summary>When which node dialled what.</summary>
    public List<(Instant At, string Node, DialTarget Target)> Dials { get; } = [];

    public IEnumerable<string> Alive => _nodes.Values.Where(node => node.Alive).Select(node => node.Id);

    public Membership this[string id] => _nodes[id].Core;

    public void Start(string id, string? entry = null, string role = "origin", TimeSpan? forgetAfter = null)
    {
        long incarnation = (Now.Nanoseconds / 1_000_000) + ++_starts;
        var node = new SimNode(
            id,
            new Membership(
                new NodeInfo(id, id, NodeId.DefaultPort, role, "1.0", incarnation),
                new MembershipOptions { EntryPoint = entry is null ? null : new DialTarget(entry, NodeId.DefaultPort), ForgetAfter = forgetAfter },
                new SeededRandom(_random.NextUInt64())));
        _nodes[id] = node;
        node.Core.Start(Now);
        Pump(node);
    }

    /// <summary>The process ends; the system closes its connections.</summary>
    public void Kill(string id)
    {
        _nodes[id].Alive = false;
        foreach (Connection connection in _connections.Where(connection => connection.Touches(id)).ToList())
        {
            _connections.Remove(connection);
            End other = connection.A.Node.Id == id ? connection.B : connection.A;
            At(Delay, () => Report(other, "reset"));
        }
    }

    /// <summary>Two nodes cannot reach each other any more; both find out by silence.</summary>
    public void Cut(string a, string b)
    {
        _cuts.Add(Pair(a, b));
        foreach (Connection connection in _connections.Where(connection => connection.Touches(a) && connection.Touches(b)).ToList())
        {
            _connections.Remove(connection);
            At(s_silence, () => Report(connection.A, "silence"));
            At(s_silence, () => Report(connection.B, "silence"));
        }
    }

    public void Heal(string a, string b) => _cuts.Remove(Pair(a, b));

    public void HealAll() => _cuts.Clear();

    public void Publish(string id, string stream)
    {
        _nodes[id].Core.PublishOwn(new StreamInfo(stream, id, [new TrackInfo("video", "VP8", 90000, 1, "")]));
        _nodes[id].Streams.Add(stream);
        Pump(_nodes[id]);
    }

    public void Stop(string id, string stream)
    {
        _nodes[id].Core.StopOwn(stream, "its publisher left");
        _nodes[id].Streams.Remove(stream);
        Pump(_nodes[id]);
    }

    public bool Send(string from, string to, ControlMessage message)
    {
        bool sent = _nodes[from].Core.TrySend(to, message);
        Pump(_nodes[from]);
        return sent;
    }

    public void Run(TimeSpan duration)
    {
        Instant end = Now + duration;
        while (Step(end))
        {
        }

        Now = end;
    }

    /// <summary>Runs until a condition holds, and returns how long that took.</summary>
    public TimeSpan RunUntil(Func<bool> condition, string what, double seconds = 60)
    {
        Instant start = Now;
        Instant end = Now + TimeSpan.FromSeconds(seconds);
        while (!condition())
        {
            Assert.True(Step(end), $"Seed {seed}: after {seconds} s there is still missing: {what}. {Describe()}");
        }

        return Now - start;
    }

    /// <summary>Whether every living node has every other as active, over one link on which both agree, with its streams.</summary>
    public bool IsWhole() => Difference() is null;

    /// <summary>The first thing in which a living node is wrong, or null.</summary>
    public string? Difference()
    {
        foreach (SimNode node in _nodes.Values.Where(node => node.Alive))
        {
            foreach (SimNode other in _nodes.Values.Where(other => other.Alive && other != node))
            {
                NodeView? view = node.Core.Snapshot.Nodes.FirstOrDefault(view => view.Info.Id == other.Id);
                if (view is not { State: PeerState.Active })
                {
                    return $"{node.Id} has {other.Id} as {view?.State.ToString() ?? "unknown"}";
                }

                NodeView? back = other.Core.Snapshot.Nodes.FirstOrDefault(view => view.Info.Id == node.Id);
                if (back is null || back.Inbound == view.Inbound)
                {
                    return $"{node.Id} and {other.Id} use different links";
                }

                if (!view.Streams.Select(stream => stream.Name).ToHashSet().SetEquals(other.Streams))
                {
                    return $"{node.Id} has of {other.Id} the streams {string.Join(',', view.Streams.Select(stream => stream.Name))} and not {string.Join(',', other.Streams)}";
                }
            }

            if (_connections.Count(connection => connection.Touches(node.Id)) != Alive.Count() - 1)
            {
                return $"{node.Id} has {_connections.Count(connection => connection.Touches(node.Id))} connections";
            }
        }

        return null;
    }

    private string Describe() => Difference() ?? "All nodes agree.";

    private static (string, string) Pair(string a, string b) => string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a);

    private bool Step(Instant end)
    {
        Instant timer = Instant.Never;
        SimNode? due = null;
        foreach (SimNode node in _nodes.Values)
        {
            if (node.Alive && node.Core.NextTimeout < timer)
            {
                timer = node.Core.NextTimeout;
                due = node;
            }
        }

        bool hasEvent = _events.TryPeek(out _, out (long Time, long Order) next);
        if (due is not null && (!hasEvent || timer.Nanoseconds < next.Time))
        {
            if (timer > end)
            {
                return false;
            }

            Now = Instant.Max(Now, timer);
            due.Core.HandleTimeout(Now);
            Pump(due);
            return true;
        }

        if (!hasEvent || next.Time > end.Nanoseconds)
        {
            return false;
        }

        Now = new Instant(next.Time);
        _events.Dequeue()();
        return true;
    }

    private void At(TimeSpan delay, Action action) => _events.Enqueue(action, ((Now + delay).Nanoseconds, _order++));

    private void Pump(SimNode node)
    {
        while (node.Core.TryPollAction(out ControlAction? action))
        {
            switch (action)
            {
                case ControlAction.Dial dial:
                    Dials.Add((Now, node.Id, dial.Target));
                    At(Delay, () => Connect(node, dial));
                    break;
                case ControlAction.Send send:
                    MessagesSent++;
                    byte[] bytes = ControlJson.Serialize(send.Message);
                    if (Find(node, send.Link) is { } path)
                    {
                        End other = path.Other(send.Link);
                        At(Delay, () => Deliver(path, other, bytes));
                    }

                    break;
                case ControlAction.Close close when Find(node, close.Link) is { } connection:
                    End self = connection.Self(close.Link);
                    End peer = connection.Other(close.Link);
                    At(Delay, () =>
                    {
                        if (_connections.Contains(connection))
                        {
                            Report(peer, close.Reason);
                            At(Delay, () =>
                            {
                                if (_connections.Remove(connection))
                                {
                                    Report(self, close.Reason);
                                }
                            });
                        }
                    });
                    break;
                case ControlAction.Close:
                    break;
                default:
                    Told.Add((node.Id, action));
                    break;
            }
        }

        if (node.Core.SnapshotIsStale)
        {
            node.Core.RefreshSnapshot();
        }
    }

    private void Connect(SimNode from, ControlAction.Dial dial)
    {
        if (!from.Alive || _nodes[from.Id] != from)
        {
            return;
        }

        if (!_nodes.TryGetValue(dial.Target.Host, out SimNode? to) || !to.Alive || _cuts.Contains(Pair(from.Id, to.Id)))
        {
            At(Delay, () =>
            {
                if (from.Alive)
                {
                    from.Core.DialFailed(Now, dial.Number);
                    Pump(from);
                }
            });
            return;
        }

        var connection = new Connection(new End(from, new LinkId(++_lastLink)), new End(to, new LinkId(++_lastLink)));
        _connections.Add(connection);
        At(Delay, () =>
        {
            if (_connections.Contains(connection))
            {
                from.Core.LinkOpened(Now, connection.A.Link, dial.Number);
                Pump(from);
            }
            else if (from.Alive)
            {
                from.Core.DialFailed(Now, dial.Number);
                Pump(from);
            }
        });

        // After the line above: the acceptor's hello must not arrive before the dialler knows that it is connected.
        to.Core.LinkOpened(Now, connection.B.Link, 0);
        Pump(to);
    }

    private void Deliver(Connection connection, End end, byte[] bytes)
    {
        if (end.Node.Alive && _connections.Contains(connection))
        {
            Assert.Equal(ControlParseResult.Ok, ControlJson.TryParse(bytes, out ControlMessage? message, out string reason));
            Assert.Equal("", reason);
            end.Node.Core.HandleMessage(Now, end.Link, message!);
            Pump(end.Node);
        }
    }

    private void Report(End end, string reason)
    {
        if (end.Node.Alive)
        {
            end.Node.Core.LinkClosed(Now, end.Link, reason);
            Pump(end.Node);
        }
    }

    private Connection? Find(SimNode node, LinkId link) =>
        _connections.FirstOrDefault(connection =>
            (connection.A.Node == node && connection.A.Link == link) || (connection.B.Node == node && connection.B.Link == link));

    private sealed class SimNode(string id, Membership core)
    {
        public string Id => id;

        public Membership Core => core;

        public bool Alive { get; set; } = true;

        public HashSet<string> Streams { get; } = [];
    }

    private sealed record End(SimNode Node, LinkId Link);

    private sealed record Connection(End A, End B)
    {
        public bool Touches(string id) => A.Node.Id == id || B.Node.Id == id;

        public End Self(LinkId link) => A.Link == link ? A : B;

        public End Other(LinkId link) => A.Link == link ? B : A;
    }
}

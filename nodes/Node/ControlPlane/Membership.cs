using System.Diagnostics.CodeAnalysis;
using CdnLab.Control;
using CdnLab.Core;

namespace CdnLab.Node.ControlPlane;

/// <summary>
/// Who belongs to the CDN and which streams they have, as one node knows it (spec §4.1). Holds no socket and no clock:
/// links, messages and time come in, <see cref="ControlAction"/>s go out; poll them until there are none after each input.
/// </summary>
/// <remarks>
/// <para>Every pair of nodes keeps one link. A newcomer dials its entry point, gets the node list, and dials all that are
/// on it; a lost node is redialled by both sides. When two links of a pair arise, both sides keep the one dialled by the
/// node with the lower identity (ordinal), or, when one side dialled both, the later dial. The other link is drained
/// before it is closed, so nothing is lost on it.</para>
/// <para>A node tells only of its own streams. On each new link both sides send their whole list, after that the changes,
/// numbered per incarnation. Streams of a passive node stay known but are not routable.</para>
/// <para>Owned by one thread.</para>
/// </remarks>
public sealed partial class Membership
{
    private readonly NodeInfo _self;
    private readonly MembershipOptions _options;
    private readonly SeededRandom _random;
    private readonly Queue<ControlAction> _actions = new();
    private readonly Dictionary<string, Peer> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<LinkId, MembershipLink> _links = [];
    private readonly Dictionary<long, Peer?> _dials = [];
    private readonly Dictionary<string, StreamInfo> _ownStreams = new(StringComparer.Ordinal);
    private readonly Redial _entryRedial = new();
    private string? _entryNode;
    private long _dialCount;
    private long _ownChange;

    /// <summary>Makes the core of one node.</summary>
    /// <param name="self">The node itself; its incarnation must differ from that of an earlier process.</param>
    /// <param name="options">Times and limits.</param>
    /// <param name="random">Spreads redials.</param>
    public Membership(NodeInfo self, MembershipOptions options, SeededRandom random)
    {
        _self = self;
        _options = options;
        _random = random;
        Snapshot = ControlSnapshot.Empty(self);
    }

    /// <summary>Nodes and streams as of the last call of <see cref="RefreshSnapshot"/>.</summary>
    public ControlSnapshot Snapshot { get; private set; }

    /// <summary>Whether nodes or streams have changed since.</summary>
    public bool SnapshotIsStale { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> must be called next, or <see cref="Instant.Never"/>.</summary>
    public Instant NextTimeout
    {
        get
        {
            Instant next = _entryRedial.Next;
            foreach (Peer peer in _peers.Values)
            {
                next = Instant.Min(next, peer.Redial.Next);
                if (peer.Link is null && _options.ForgetAfter is { } forget)
                {
                    next = Instant.Min(next, peer.PassiveSince + forget);
                }
            }

            foreach (MembershipLink link in _links.Values)
            {
                if (link.Peer is null)
                {
                    next = Instant.Min(next, link.HelloDeadline);
                }
            }

            return next;
        }
    }

    /// <summary>Begins: dials the entry point, if there is one.</summary>
    public void Start(Instant now)
    {
        if (_options.EntryPoint is not null)
        {
            _entryRedial.Now(now);
            HandleTimeout(now);
        }
    }

    /// <summary>The next thing to do or to tell.</summary>
    public bool TryPollAction([NotNullWhen(true)] out ControlAction? action) => _actions.TryDequeue(out action);

    /// <summary>A connection stands.</summary>
    /// <param name="now">Now.</param>
    /// <param name="id">Its number, never used before.</param>
    /// <param name="dial">The number of the dial it answers, or 0 when the other side dialled.</param>
    public void LinkOpened(Instant now, LinkId id, long dial)
    {
        var link = new MembershipLink(id, dial, now + _options.HelloTimeout);
        if (dial == 0 && _links.Values.Count(other => other.Peer is null) >= _options.MaxStrangers)
        {
            _actions.Enqueue(new ControlAction.Close(id, "too many links wait for their hello"));
            return;
        }

        _links.Add(id, link);
        Send(link, new HelloMessage(_self, dial));
    }

    /// <summary>A dial has come to nothing.</summary>
    public void DialFailed(Instant now, long dial)
    {
        if (!_dials.Remove(dial, out Peer? peer))
        {
            return;
        }

        if (peer is null)
        {
            if (_entryNode is null)
            {
                _entryRedial.Later(now, _options, _random);
            }
        }
        else if (peer.Link is null && _peers.ContainsKey(peer.Info.Id))
        {
            peer.Redial.Later(now, _options, _random);
        }
    }

    /// <summary>A connection is gone, for whatever reason.</summary>
    public void LinkClosed(Instant now, LinkId id, string reason)
    {
        if (!_links.Remove(id, out MembershipLink? link))
        {
            return;
        }

        DialFailed(now, link.OwnDial);
        if (link.Peer is { } peer && peer.Link == link)
        {
            Lose(now, peer, reason);
        }
    }

    /// <summary>A message has arrived on a link.</summary>
    public void HandleMessage(Instant now, LinkId id, ControlMessage message)
    {
        if (!_links.TryGetValue(id, out MembershipLink? link))
        {
            return;
        }

        if (link.Peer is not { } peer)
        {
            if (message is HelloMessage hello)
            {
                HandleHello(now, link, hello);
            }
            else
            {
                Drop(now, link, "spoke before its hello");
            }

            return;
        }

        switch (message)
        {
            case NodeListMessage list:
                HandleNodeList(now, list);
                break;
            case StreamListMessage list:
                HandleStreamList(link, peer, list);
                break;
            case StreamPublishedMessage published when published.Stream.Node != peer.Info.Id:
                Fault(link, "announced a stream of another node");
                break;
            case StreamPublishedMessage published when published.Change > peer.Change:
                peer.Change = published.Change;
                AddStream(peer, published.Stream);
                break;
            case StreamStoppedMessage stopped when stopped.Change > peer.Change:
                peer.Change = stopped.Change;
                RemoveStream(peer, stopped.Name, stopped.Reason);
                break;
            case StreamPublishedMessage or StreamStoppedMessage:
                break;
            case PullMessage or PullAnswerMessage or PullRefusedMessage or PullEndMessage:
                _actions.Enqueue(new ControlAction.PullReceived(peer.Info.Id, message));
                break;
            default:
                Fault(link, "said hello twice");
                break;
        }
    }

    /// <summary>Time has come to <see cref="NextTimeout"/>, or later.</summary>
    public void HandleTimeout(Instant now)
    {
        foreach (MembershipLink link in _links.Values.Where(link => link.Peer is null && link.HelloDeadline <= now).ToList())
        {
            Drop(now, link, "no hello in time");
        }

        if (_options.ForgetAfter is { } forget)
        {
            foreach (Peer peer in _peers.Values.Where(peer => peer.Link is null && peer.PassiveSince + forget <= now).ToList())
            {
                Forget(now, peer);
            }
        }

        if (_entryRedial.Next <= now)
        {
            _entryRedial.Begun();
            Dial(null, _options.EntryPoint!.Value);
        }

        foreach (Peer peer in _peers.Values)
        {
            if (peer.Redial.Next <= now)
            {
                peer.Redial.Begun();
                Dial(peer, new DialTarget(peer.Info.Ip, peer.Info.Port));
            }
        }
    }

    /// <summary>Sends a message to an active node.</summary>
    /// <returns>False when there is no link to it; nothing is sent then.</returns>
    public bool TrySend(string node, ControlMessage message)
    {
        if (!_peers.TryGetValue(node, out Peer? peer) || peer.Link is not { } link)
        {
            return false;
        }

        Send(link, message);
        return true;
    }

    /// <summary>Makes a new <see cref="Snapshot"/>.</summary>
    public void RefreshSnapshot()
    {
        Snapshot = new ControlSnapshot(_self, _peers.Values.Select(peer => new NodeView(
            peer.Info, peer.State, peer.Link is { DialledHere: false }, peer.Link is { DialledHere: true }, [.. peer.Streams.Values])));
        SnapshotIsStale = false;
    }

    private void HandleHello(Instant now, MembershipLink link, HelloMessage hello)
    {
        if (link.DialledHere == hello.Dial > 0)
        {
            Drop(now, link, "both sides say that they dialled, or neither");
            return;
        }

        if (hello.Node.Id == _self.Id)
        {
            RefuseOwnIdentity(now, link, hello.Node);
            return;
        }

        Peer? dialled = _dials.GetValueOrDefault(link.OwnDial);
        if (dialled is not null && dialled.Info.Id != hello.Node.Id)
        {
            _actions.Enqueue(new ControlAction.Warning(
                $"the node at {dialled.Info.Id} calls itself {hello.Node.Id}; its cdn_ip or cdn_port is wrong, or another node stands there"));
            Drop(now, link, "answers under another identity");
            return;
        }

        Peer? peer = FindOrAdd(now, hello.Node);
        if (peer is null)
        {
            Drop(now, link, "too many nodes");
            return;
        }

        if (peer.Link is not null && hello.Node.Incarnation < peer.Info.Incarnation)
        {
            _actions.Enqueue(new ControlAction.Warning($"two processes use the identity {peer.Info.Id}; the one that started later is kept"));
            Drop(now, link, "another process has this identity");
            return;
        }

        _dials.Remove(link.OwnDial);
        if (link.DialledHere && dialled is null)
        {
            _entryNode = peer.Info.Id;
            _entryRedial.Succeeded();
        }

        Meet(peer, hello.Node);
        link.Peer = peer;
        link.Dial = link.DialledHere ? link.OwnDial : hello.Dial;
        if (peer.Link is { } current && !IsBetter(link, current, peer))
        {
            Close(link, "there is another link");
            return;
        }

        Adopt(peer, link);
    }

    private void RefuseOwnIdentity(Instant now, MembershipLink link, NodeInfo other)
    {
        bool isEntry = link.DialledHere && _dials.TryGetValue(link.OwnDial, out Peer? dialled) && dialled is null;
        if (other.Incarnation == _self.Incarnation)
        {
            if (isEntry)
            {
                _actions.Enqueue(new ControlAction.Warning($"the entry point {_options.EntryPoint} is this node itself; not dialled again"));
                _dials.Remove(link.OwnDial);
                _entryNode = _self.Id;
            }
        }
        else
        {
            _actions.Enqueue(new ControlAction.Warning($"another node uses this node's identity {_self.Id}; give one of the two another cdn_ip or cdn_port"));
        }

        Drop(now, link, "the identity is mine");
    }

    /// <summary>Takes over what a node says of itself; a new incarnation voids what the old one had.</summary>
    private void Meet(Peer peer, NodeInfo info)
    {
        if (peer.Met && info.Incarnation != peer.Info.Incarnation)
        {
            _actions.Enqueue(new ControlAction.NodeRestarted(info.Id));

            // The old process is gone: what may still lie in its links must not be mixed with what the new one says.
            foreach (MembershipLink stale in _links.Values.Where(link => link.Peer == peer).ToList())
            {
                _links.Remove(stale.Id);
                Close(stale, "the node has restarted");
            }

            peer.Link = null;

            foreach (string name in peer.Streams.Keys.ToList())
            {
                RemoveStream(peer, name, "the node has restarted");
            }

            peer.Change = 0;
        }

        peer.Info = info;
        peer.Met = true;
        SnapshotIsStale = true;
    }

    private bool IsBetter(MembershipLink link, MembershipLink current, Peer peer)
    {
        if (link.DialledHere == current.DialledHere)
        {
            return link.Dial > current.Dial;
        }

        bool lowerIsHere = string.CompareOrdinal(_self.Id, peer.Info.Id) < 0;
        return link.DialledHere == lowerIsHere;
    }

    private void Adopt(Peer peer, MembershipLink link)
    {
        bool wasActive = peer.Link is not null;
        if (peer.Link is { } old)
        {
            Close(old, "there is another link");
        }

        peer.Link = link;
        peer.Redial.Succeeded();
        SnapshotIsStale = true;
        Send(link, new NodeListMessage(
            [.. _peers.Values.Where(other => other.Link is not null && other != peer).Select(other => other.Info)]));
        Send(link, new StreamListMessage(_ownChange, [.. _ownStreams.Values]));
        if (!wasActive)
        {
            _actions.Enqueue(new ControlAction.NodeChanged(peer.Info, PeerState.Active, "linked"));
        }
    }

    private void Lose(Instant now, Peer peer, string reason)
    {
        peer.Link = null;
        peer.PassiveSince = now;

        // Both sides redial, the higher identity a little later: so mostly only one link arises.
        bool higherIsHere = string.CompareOrdinal(_self.Id, peer.Info.Id) > 0;
        peer.Redial.Later(now, _options, _random, higherIsHere ? _options.FirstBackoff : TimeSpan.Zero);
        SnapshotIsStale = true;
        _actions.Enqueue(new ControlAction.NodeChanged(peer.Info, PeerState.Passive, reason));
    }

    private void Forget(Instant now, Peer peer)
    {
        foreach (string name in peer.Streams.Keys.ToList())
        {
            RemoveStream(peer, name, "its node was forgotten");
        }

        _peers.Remove(peer.Info.Id);
        SnapshotIsStale = true;
        _actions.Enqueue(new ControlAction.NodeForgotten(peer.Info.Id));
        if (_entryNode == peer.Info.Id)
        {
            _entryNode = null;
            _entryRedial.Later(now, _options, _random);
        }
    }

    private void HandleNodeList(Instant now, NodeListMessage list)
    {
        foreach (NodeInfo node in list.Nodes)
        {
            if (node.Id != _self.Id && !_peers.ContainsKey(node.Id) && FindOrAdd(now, node) is { } added)
            {
                added.Redial.Now(now);
            }
        }

        HandleTimeout(now);
    }

    private Peer? FindOrAdd(Instant now, NodeInfo node)
    {
        if (_peers.TryGetValue(node.Id, out Peer? peer))
        {
            return peer;
        }

        if (_peers.Count >= _options.MaxNodes)
        {
            return null;
        }

        peer = new Peer(node) { PassiveSince = now };
        _peers.Add(node.Id, peer);
        SnapshotIsStale = true;
        return peer;
    }

    private void Dial(Peer? peer, DialTarget target)
    {
        _dials.Add(++_dialCount, peer);
        _actions.Enqueue(new ControlAction.Dial(_dialCount, target));
    }

    private void Broadcast(ControlMessage message)
    {
        foreach (Peer peer in _peers.Values)
        {
            if (peer.Link is { } link)
            {
                Send(link, message);
            }
        }
    }

    private void Send(MembershipLink link, ControlMessage message) => _actions.Enqueue(new ControlAction.Send(link.Id, message));

    private void Fault(MembershipLink link, string reason) => _actions.Enqueue(new ControlAction.Fault(link.Id, reason));

    private void Close(MembershipLink link, string reason)
    {
        if (!link.Closing)
        {
            link.Closing = true;
            _actions.Enqueue(new ControlAction.Close(link.Id, reason));
        }
    }

    /// <summary>Closes a link that is of no use, and forgets it: what still arrives on it is not looked at.</summary>
    private void Drop(Instant now, MembershipLink link, string reason)
    {
        _links.Remove(link.Id);
        Fault(link, reason);
        Close(link, reason);
        DialFailed(now, link.OwnDial);
    }
}

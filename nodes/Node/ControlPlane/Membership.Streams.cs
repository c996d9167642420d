using CdnLab.Control;

namespace CdnLab.Node.ControlPlane;

/// <summary>Which node has which stream: own ones are told to all, those of others are taken note of.</summary>
public sealed partial class Membership
{
    /// <summary>A stream has been published here. Announced to all when this node is an origin (spec §2: an edge never shares).</summary>
    public void PublishOwn(StreamInfo stream)
    {
        if (_self.Role != "origin")
        {
            return;
        }

        stream = stream with { Node = _self.Id };
        _ownStreams[stream.Name] = stream;
        Broadcast(new StreamPublishedMessage(++_ownChange, stream));
    }

    /// <summary>A stream that was published here is gone.</summary>
    public void StopOwn(string name, string reason)
    {
        if (_ownStreams.Remove(name))
        {
            Broadcast(new StreamStoppedMessage(++_ownChange, name, reason));
        }
    }

    private void HandleStreamList(MembershipLink link, Peer peer, StreamListMessage list)
    {
        if (list.Streams.Any(stream => stream.Node != peer.Info.Id))
        {
            Fault(link, "listed a stream of another node");
            return;
        }

        if (list.Change < peer.Change)
        {
            return;
        }

        peer.Change = list.Change;
        var names = list.Streams.Select(stream => stream.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string gone in peer.Streams.Keys.Where(name => !names.Contains(name)).ToList())
        {
            RemoveStream(peer, gone, "stopped while the link was down");
        }

        foreach (StreamInfo stream in list.Streams)
        {
            AddStream(peer, stream);
        }
    }

    private void AddStream(Peer peer, StreamInfo stream)
    {
        if (!peer.Streams.ContainsKey(stream.Name))
        {
            if (peer.Streams.Count >= _options.MaxStreamsPerNode)
            {
                _actions.Enqueue(new ControlAction.Warning($"node {peer.Info.Id} has more than {_options.MaxStreamsPerNode} streams; the rest is not known here"));
                return;
            }

            _actions.Enqueue(new ControlAction.StreamAdded(stream));
        }

        peer.Streams[stream.Name] = stream;
        SnapshotIsStale = true;
    }

    private void RemoveStream(Peer peer, string name, string reason)
    {
        if (peer.Streams.Remove(name, out StreamInfo? stream))
        {
            SnapshotIsStale = true;
            _actions.Enqueue(new ControlAction.StreamRemoved(stream, reason));
        }
    }
}

using CdnLab.Control;

namespace CdnLab.Node.ControlPlane;

/// <summary>What <see cref="Membership"/> wants done, or tells.</summary>
public abstract record ControlAction
{
    private ControlAction()
    {
    }

    /// <summary>Send a message on a link.</summary>
    public sealed record Send(LinkId Link, ControlMessage Message) : ControlAction;

    /// <summary>
    /// Connect; report <see cref="Membership.LinkOpened"/> or <see cref="Membership.DialFailed"/> with the number.
    /// </summary>
    public sealed record Dial(long Number, DialTarget Target) : ControlAction;

    /// <summary>
    /// Close a link after what was sent on it; go on reading until the other side has closed, then report
    /// <see cref="Membership.LinkClosed"/>.
    /// </summary>
    public sealed record Close(LinkId Link, string Reason) : ControlAction;

    /// <summary>A message on a link was dropped because it has no place in the protocol; to be counted against the link.</summary>
    public sealed record Fault(LinkId Link, string Reason) : ControlAction;

    /// <summary>A node has become active or passive.</summary>
    public sealed record NodeChanged(NodeInfo Node, PeerState State, string Reason) : ControlAction;

    /// <summary>A node came back as a new process: all that was agreed with the old one is void.</summary>
    public sealed record NodeRestarted(string Node) : ControlAction;

    /// <summary>A silent node was forgotten.</summary>
    public sealed record NodeForgotten(string Node) : ControlAction;

    /// <summary>Something people should know: two nodes with one identity, a node that answers under another name.</summary>
    public sealed record Warning(string Text) : ControlAction;

    /// <summary>A stream on another node has become known.</summary>
    public sealed record StreamAdded(StreamInfo Stream) : ControlAction;

    /// <summary>A stream on another node is gone.</summary>
    public sealed record StreamRemoved(StreamInfo Stream, string Reason) : ControlAction;

    /// <summary>Another node speaks of a pull.</summary>
    public sealed record PullReceived(string Node, ControlMessage Message) : ControlAction;
}

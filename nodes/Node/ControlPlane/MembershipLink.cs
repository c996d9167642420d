using CdnLab.Core;

namespace CdnLab.Node.ControlPlane;

/// <summary>A link as <see cref="Membership"/> sees it.</summary>
internal sealed class MembershipLink(LinkId id, long ownDial, Instant helloDeadline)
{
    public LinkId Id { get; } = id;

    /// <summary>The number of our dial, or 0 when the other side dialled.</summary>
    public long OwnDial { get; } = ownDial;

    public bool DialledHere => OwnDial > 0;

    /// <summary>The dialler's number of the dial, once the hello has come.</summary>
    public long Dial { get; set; }

    public Instant HelloDeadline { get; } = helloDeadline;

    /// <summary>Who is at the other end; null before the hello.</summary>
    public Peer? Peer { get; set; }

    /// <summary>Whether it is being closed: still read, no longer written.</summary>
    public bool Closing { get; set; }
}

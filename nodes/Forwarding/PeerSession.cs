using CdnLab.Core;
using CdnLab.Rtc.Receiving;
using CdnLab.Rtc.Session;

namespace CdnLab.Forwarding;

/// <summary>One peer: its transport, and the half of the media path that it stands on.</summary>
internal sealed class PeerSession : IDisposable
{
    public PeerSession(string id, PeerRole role, MediaStream stream, RtcTransport transport, Egress? egress)
    {
        Id = id;
        Role = role;
        Stream = stream;
        Transport = transport;
        Egress = egress;
    }

    public string Id { get; }

    public PeerRole Role { get; }

    public MediaStream Stream { get; }

    public RtcTransport Transport { get; }

    /// <summary>Null for receivers, and for an upstream session whose answer has not come.</summary>
    public MediaReceiver? Receiver { get; set; }

    /// <summary>Hands on what <see cref="Receiver"/> gets.</summary>
    public TrackFeeder? Feeder { get; set; }

    /// <summary>Null for senders.</summary>
    public Egress? Egress { get; }

    /// <summary>Entity tag of the ICE session (RFC 9725 §4.3.1).</summary>
    public string ETag { get; set; } = "";

    /// <summary>Where its datagrams go; default before there is such an address.</summary>
    public NetAddress Remote { get; set; }

    /// <summary>
    /// The addresses under which its datagrams are found, the latest last: a browser sends on a pair before it nominates it,
    /// and on the old one until a restarted ICE has settled (RFC 8445 §12).
    /// </summary>
    public List<NetAddress> Addresses { get; } = new(1);

    /// <summary>The bundle's first media section.</summary>
    public string Mid { get; init; } = "";

    /// <summary>The local ICE user fragment under which its checks are found.</summary>
    public string LocalUfrag { get; set; } = "";

    /// <summary>Whether <see cref="MediaNode"/> has seen it connect.</summary>
    public bool WasConnected { get; set; }

    public Instant NextTimeout
    {
        get
        {
            Instant next = Transport.NextTimeout;
            if (WasConnected)
            {
                next = Instant.Min(next, Receiver?.NextTimeout ?? Instant.Never);
                next = Instant.Min(next, Egress?.NextTimeout ?? Instant.Never);
            }

            return next;
        }
    }

    public void Dispose() => Transport.Dispose();
}

using System.Net;
using CdnLab.Control;
using CdnLab.Rtc.Sdp;
using CdnLab.Rtc.Srtp;
using Microsoft.Extensions.Logging;

namespace CdnLab.Node.Settings;

/// <summary>Everything that can be set on a node, checked. See <see cref="SettingDefinitions"/> for names and defaults.</summary>
public sealed record NodeSettings
{
    /// <summary>Whether the node joins a CDN. False: a server that stands alone.</summary>
    public bool CdnEnabled { get; init; }

    /// <summary>The address other nodes know it by; never unspecified. Also without a CDN it is part of <see cref="Id"/>.</summary>
    public required IPAddress CdnIp { get; init; }

    /// <summary>TCP port of the control plane on <see cref="CdnIp"/>.</summary>
    public int CdnPort { get; init; } = NodeId.DefaultPort;

    /// <summary>The role.</summary>
    public NodeRole Role { get; init; } = NodeRole.Edge;

    /// <summary>The node to ask for membership; null to wait to be found.</summary>
    public EntryPoint? EntryPoint { get; init; }

    /// <summary>Groups; empty is the unnamed group.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>After how long a silent node is forgotten; null for never.</summary>
    public TimeSpan? NodesTimeout { get; init; }

    /// <summary>Where HTTP is served; at least one.</summary>
    public required IReadOnlyList<ListenAddress> Listen { get; init; }

    /// <summary>The address media is received on and told to peers as ICE candidate.</summary>
    public required IPAddress MediaIp { get; init; }

    /// <summary>UDP port of media; 0 takes any free one.</summary>
    public int MediaPort { get; init; }

    /// <summary>Our part in DTLS where an offer leaves the choice: passive (server) or active (client).</summary>
    public SdpSetup DtlsSetup { get; init; } = SdpSetup.Passive;

    /// <summary>SRTP profiles, the preferred one first; at least one.</summary>
    public IReadOnlyList<SrtpProfile> SrtpProfiles { get; init; } = SrtpProfileNames.Default;

    /// <summary>Path of a unix socket with the same HTTP, for the lab; null for none.</summary>
    public string? AdminSocket { get; init; }

    /// <summary>A PEM file with certificate and key, or a PFX file without password; null: self-signed when TLS is wanted.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Where the node stands; may be empty.</summary>
    public string Region { get; init; } = "";

    /// <summary>A name for people.</summary>
    public required string NodeName { get; init; }

    /// <summary>How long a pull lives on after its last viewer has left (spec §6.3).</summary>
    public TimeSpan IdlePullTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a pulling node waits for the serving node's answer.</summary>
    public TimeSpan PullAnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>One frame in so many is traced through the node; 0 for none.</summary>
    public int TraceEvery { get; init; }

    /// <summary>Sessions of all kinds at one time; more are refused with 503.</summary>
    public int MaxSessions { get; init; } = 10_000;

    /// <summary>Bytes of an SDP body.</summary>
    public int MaxSdpBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of a control message or a JSON body.</summary>
    public int MaxMessageBytes { get; init; } = ControlLimits.DefaultMessageBytes;

    /// <summary>Time between two keep-alive pings on a link between nodes.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a ping may go unanswered before the link counts as lost.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The least severe log entry that is written.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The node's identity in the CDN.</summary>
    public string Id => NodeId.Format(CdnIp, CdnPort);

    /// <summary>Whether any address is served with TLS.</summary>
    public bool UsesTls => Listen.Any(listen => listen.Https);
}

namespace CdnLab.Node.Settings;

/// <summary>All settings, in the order of help and README. Names beginning with <c>cdn_</c> are those of spec §4.2.</summary>
public static class SettingDefinitions
{
    internal const string Config = "config";
    internal const string CdnEnabled = "cdn_enabled";
    internal const string CdnIp = "cdn_ip";
    internal const string CdnPort = "cdn_port";
    internal const string CdnRole = "cdn_role";
    internal const string CdnPointOfEntry = "cdn_point_of_entry";
    internal const string CdnGroups = "cdn_groups";
    internal const string CdnNodesTimeout = "cdn_nodes_timeout";
    internal const string Listen = "listen";
    internal const string Https = "https";
    internal const string Certificate = "certificate";
    internal const string MediaIp = "media_ip";
    internal const string MediaPort = "media_port";
    internal const string AdminSocket = "admin_socket";
    internal const string Region = "region";
    internal const string NodeName = "node_name";
    internal const string IdlePullTimeout = "idle_pull_timeout";
    internal const string PullAnswerTimeout = "pull_answer_timeout";
    internal const string KeepAliveInterval = "keep_alive_interval";
    internal const string KeepAliveTimeout = "keep_alive_timeout";
    internal const string DtlsSetup = "dtls_setup";
    internal const string SrtpProfiles = "srtp_profiles";
    internal const string MaxSessions = "max_sessions";
    internal const string MaxSdpSize = "max_sdp_size";
    internal const string MaxMessageSize = "max_message_size";
    internal const string TraceEvery = "trace_every";
    internal const string LogLevel = "log_level";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        new(Config, "FILE", "none", "JSON file with any of the settings below under these names"),
        new(CdnEnabled, "", "false", "join a CDN; implied by cdn_role and cdn_point_of_entry"),
        new(CdnIp, "IP", "the first listen address", "own address in the CDN; part of the node's identity"),
        new(CdnPort, "PORT", "8084", "own control port (TCP) on cdn_ip"),
        new(CdnRole, "origin|edge", "edge", "role in the CDN"),
        new(CdnPointOfEntry, "HOST[:PORT]", "none", "node to ask for membership; port 8084 unless written"),
        new(CdnGroups, "A,B", "none", "groups of the node; none is the unnamed group"),
        new(CdnNodesTimeout, "DURATION", "never", "after how long a silent node is forgotten"),
        new(Listen, "URL[;URL]", "http://127.0.0.1:8080", "where WHIP, WHEP, status and the page are served"),
        new(Https, "", "false", "serve every listen address with TLS (without it, those written https://)"),
        new(Certificate, "FILE", "self-signed, in memory", "PEM with certificate and key, or PFX without password"),
        new(MediaIp, "IP", "cdn_ip, else the first listen address", "address that media is received on"),
        new(MediaPort, "PORT", "0 = any free one", "UDP port of media"),
        new(DtlsSetup, "passive|active", "passive", "part in the DTLS handshake where the offer leaves the choice"),
        new(SrtpProfiles, "A,B", "aead_aes_128_gcm,aes128_cm_sha1_80", "SRTP profiles in order of preference; the DTLS server's order decides"),
        new(AdminSocket, "PATH", "none", "the same HTTP on a unix socket, mode 0600, removed at exit"),
        new(Region, "NAME", "empty", "where the node stands, for people and reports"),
        new(NodeName, "NAME", "the node's identity", "name for people and reports"),
        new(IdlePullTimeout, "DURATION", "60 s", "how long a pull lives on without viewers"),
        new(PullAnswerTimeout, "DURATION", "5 s", "how long an edge waits for the origin's answer to a pull"),
        new(KeepAliveInterval, "DURATION", "1 s", "time between pings on a link between nodes"),
        new(KeepAliveTimeout, "DURATION", "3 s", "how long a ping may go unanswered before the link counts as lost"),
        new(MaxSessions, "NUMBER", "10000", "sessions at one time; more are refused with 503"),
        new(MaxSdpSize, "SIZE", "64 KiB", "largest SDP body"),
        new(MaxMessageSize, "SIZE", "1 MiB", "largest control message or JSON body"),
        new(TraceEvery, "NUMBER", "0 = none", "trace the packets of one frame in so many, for measuring"),
        new(LogLevel, "LEVEL", "information", "trace, debug, information, warning, error or none; logs go to stderr"),
    ];
}

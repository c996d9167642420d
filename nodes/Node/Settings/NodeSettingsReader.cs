using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CdnLab.Control;
using CdnLab.Rtc.Sdp;
using CdnLab.Rtc.Srtp;
using Microsoft.Extensions.Logging;

namespace CdnLab.Node.Settings;

/// <summary>Command line, environment and file to <see cref="NodeSettings"/>; all mistakes at once, as sentences.</summary>
public sealed class NodeSettingsReader
{
    private readonly SettingSources _sources;
    private readonly List<string> _errors;

    private NodeSettingsReader(SettingSources sources, List<string> errors) => (_sources, _errors) = (sources, errors);

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Looks an environment variable up.</param>
    /// <param name="readFile">Reads a text file.</param>
    /// <param name="settings">The settings, when there is no error.</param>
    /// <param name="errors">One sentence per mistake: the key, the value, what was expected.</param>
    public static bool TryRead(
        IReadOnlyList<string> arguments,
        Func<string, string?> environment,
        Func<string, string> readFile,
        out NodeSettings? settings,
        out IReadOnlyList<string> errors)
    {
        var found = new List<string>();
        var reader = new NodeSettingsReader(SettingSources.Collect(arguments, environment, readFile, found), found);
        NodeSettings read = reader.Read();
        errors = found;
        settings = found.Count == 0 ? read : null;
        return found.Count == 0;
    }

    /// <summary>The text of <c>--help</c>.</summary>
    public static string Help()
    {
        var text = new StringBuilder();
        text.AppendLine("cdn-node: a CDN node that takes WebRTC streams by WHIP and serves them by WHEP.");
        text.AppendLine();
        text.AppendLine("Settings: on the command line (--cdn-role origin), in the environment (CDN_ROLE, CDN_NODE_LISTEN), in a JSON file");
        text.AppendLine("(cdn_role). The command line wins over the environment, the environment over the file.");
        text.AppendLine();
        foreach (SettingDefinition definition in SettingDefinitions.All)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {definition.Option + " " + definition.Value,-34}{definition.Meaning} [{definition.Default}]");
        }

        return text.ToString();
    }

    private NodeSettings Read()
    {
        NodeRole role = ReadRole(out bool roleGiven);
        EntryPoint? entry = ReadEntryPoint();
        bool enabled = ReadSwitch(SettingDefinitions.CdnEnabled, roleGiven || entry is not null);
        IReadOnlyList<ListenAddress> listen = ReadListen();
        IPAddress? cdnIp = ReadIp(SettingDefinitions.CdnIp);
        int cdnPort = ReadNumber(SettingDefinitions.CdnPort, NodeId.DefaultPort, 1, ushort.MaxValue);
        IPAddress first = listen[0].EndPoint.Address;
        IPAddress id = cdnIp ?? first;
        IPAddress media = ReadIp(SettingDefinitions.MediaIp) ?? id;
        if (IsUnspecified(id) && (enabled || cdnIp is not null))
        {
            _errors.Add(cdnIp is null
                ? $"cdn_ip must be given, because listen is {first}, which other nodes cannot call."
                : $"cdn_ip '{cdnIp}' means every address; expected was the one address that other nodes call.");
        }
        else if (IsUnspecified(media))
        {
            _errors.Add("media_ip must be given, because the listen address means every address, which cannot be told to a browser.");
        }

        CheckEntryPoint(entry, id, cdnPort);
        if (enabled && listen.FirstOrDefault(item => item.EndPoint.Port == cdnPort
            && (item.EndPoint.Address.Equals(id) || IsUnspecified(item.EndPoint.Address))) is { } clash)
        {
            _errors.Add($"listen '{clash}' takes cdn_port {cdnPort} of cdn_ip {id}; give one of the two another port.");
        }

        return new NodeSettings
        {
            CdnEnabled = enabled,
            CdnIp = id,
            CdnPort = cdnPort,
            Role = role,
            EntryPoint = entry,
            Groups = ReadGroups(),
            NodesTimeout = _sources.TryGet(SettingDefinitions.CdnNodesTimeout, out _)
                ? ReadDuration(SettingDefinitions.CdnNodesTimeout, TimeSpan.FromSeconds(1)) : null,
            Listen = listen,
            MediaIp = media,
            MediaPort = ReadNumber(SettingDefinitions.MediaPort, 0, 0, ushort.MaxValue),
            DtlsSetup = ReadDtlsSetup(),
            SrtpProfiles = ReadSrtpProfiles(),
            AdminSocket = ReadAdminSocket(),
            CertificateFile = ReadCertificate(listen),
            Region = ReadName(SettingDefinitions.Region, ""),
            NodeName = ReadName(SettingDefinitions.NodeName, NodeId.Format(id, cdnPort)),
            IdlePullTimeout = ReadDuration(SettingDefinitions.IdlePullTimeout, TimeSpan.FromSeconds(60)),
            PullAnswerTimeout = ReadDuration(SettingDefinitions.PullAnswerTimeout, TimeSpan.FromSeconds(5)),
            KeepAliveInterval = ReadDuration(SettingDefinitions.KeepAliveInterval, TimeSpan.FromSeconds(1)),
            KeepAliveTimeout = ReadDuration(SettingDefinitions.KeepAliveTimeout, TimeSpan.FromSeconds(3)),
            TraceEvery = ReadNumber(SettingDefinitions.TraceEvery, 0, 0, 1_000_000),
            MaxSessions = ReadNumber(SettingDefinitions.MaxSessions, 10_000, 1, 1_000_000),
            MaxSdpBytes = ReadSize(SettingDefinitions.MaxSdpSize, 64 * 1024),
            MaxMessageBytes = ReadSize(SettingDefinitions.MaxMessageSize, ControlLimits.DefaultMessageBytes),
            LogLevel = ReadLogLevel(),
        };
    }

    private NodeRole ReadRole(out bool given)
    {
        given = _sources.TryGet(SettingDefinitions.CdnRole, out SettingValue value);
        switch (given ? value.Text.Trim().ToLowerInvariant() : "edge")
        {
            case "edge":
                return NodeRole.Edge;
            case "origin":
                return NodeRole.Origin;
            default:
                Refuse(value, "origin or edge");
                return NodeRole.Edge;
        }
    }

    private EntryPoint? ReadEntryPoint()
    {
        if (!_sources.TryGet(SettingDefinitions.CdnPointOfEntry, out SettingValue value))
        {
            return null;
        }

        string text = value.Text.Trim();
        if (!text.StartsWith('[') && IPAddress.TryParse(text, out IPAddress? bare) && (bare.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3))
        {
            return new EntryPoint(bare.ToString(), NodeId.DefaultPort);
        }

        int colon = text.LastIndexOf(':');
        string host = (colon < 0 ? text : text[..colon]).Trim('[', ']');
        int port = NodeId.DefaultPort;
        bool portGood = colon < 0
            || (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue);
        if (!portGood || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            Refuse(value, "a host name or IP address, with :PORT when the port is not 8084");
            return null;
        }

        return new EntryPoint(host, port);
    }

    private void CheckEntryPoint(EntryPoint? entry, IPAddress ip, int port)
    {
        if (entry is not null && entry.Port == port && ip.Equals(entry.Address))
        {
            _errors.Add(
                $"cdn_point_of_entry '{entry}' is this node itself; expected was another node. "
                + "Leave it out on the first node of a CDN, which waits until others make contact.");
        }
    }

    private List<ListenAddress> ReadListen()
    {
        SettingValue value = _sources.TryGet(SettingDefinitions.Listen, out SettingValue given)
            ? given : new SettingValue("http://127.0.0.1:8080", "listen");
        var result = new List<ListenAddress>();
        foreach (string url in value.Text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (TryParseListen(url, out ListenAddress? address))
            {
                result.Add(address!);
            }
            else
            {
                Refuse(value with { Text = url }, "http://IP:PORT or https://IP:PORT, several separated by ';'");
            }
        }

        if (result.Count == 0)
        {
            if (value.Text.Trim(' ', ';').Length == 0)
            {
                Refuse(value, "at least one URL");
            }

            result.Add(new ListenAddress(new IPEndPoint(IPAddress.Loopback, 8080), false));
        }

        return ReadSwitch(SettingDefinitions.Https, false) ? result.ConvertAll(item => item with { Https = true }) : result;
    }

    private static bool TryParseListen(string url, out ListenAddress? address)
    {
        address = null;
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || url[..scheme] is not ("http" or "https"))
        {
            return false;
        }

        // Not Uri: it would replace port 0 and add a default port, and both matter here.
        string rest = url[(scheme + 3)..].TrimEnd('/');
        rest = rest.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + rest["localhost".Length..]
            : rest.StartsWith("*:", StringComparison.Ordinal) ? "0.0.0.0" + rest[1..]
            : rest;
        int colon = rest.LastIndexOf(':');
        if (colon <= 0
            || !ushort.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || !IPAddress.TryParse(rest[..colon], out IPAddress? ip)
            || (ip.AddressFamily == AddressFamily.InterNetworkV6) != rest.StartsWith('['))
        {
            return false;
        }

        address = new ListenAddress(new IPEndPoint(ip, port), url.StartsWith("https:", StringComparison.Ordinal));
        return true;
    }

    private string? ReadCertificate(IReadOnlyList<ListenAddress> listen)
    {
        if (!_sources.TryGet(SettingDefinitions.Certificate, out SettingValue value))
        {
            return null;
        }

        if (!listen.Any(item => item.Https))
        {
            _errors.Add($"{value.Source} '{value.Text}' has no use, because nothing is served with TLS; add --https.");
        }

        return value.Text;
    }

    private SdpSetup ReadDtlsSetup()
    {
        if (!_sources.TryGet(SettingDefinitions.DtlsSetup, out SettingValue value))
        {
            return SdpSetup.Passive;
        }

        switch (value.Text.Trim().ToLowerInvariant())
        {
            case "passive":
                return SdpSetup.Passive;
            case "active":
                return SdpSetup.Active;
            default:
                Refuse(value, "passive or active");
                return SdpSetup.Passive;
        }
    }

    private IReadOnlyList<SrtpProfile> ReadSrtpProfiles()
    {
        if (!_sources.TryGet(SettingDefinitions.SrtpProfiles, out SettingValue value))
        {
            return SrtpProfileNames.Default;
        }

        var profiles = new List<SrtpProfile>();
        foreach (string name in value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!SrtpProfileNames.TryParse(name, out SrtpProfile profile) || profiles.Contains(profile))
            {
                profiles.Clear();
                break;
            }

            profiles.Add(profile);
        }

        if (profiles.Count == 0)
        {
            Refuse(value, $"{SrtpProfileNames.All}, each at most once, separated by ','");
        }

        return profiles;
    }

    private string? ReadAdminSocket()
    {
        if (!_sources.TryGet(SettingDefinitions.AdminSocket, out SettingValue value))
        {
            return null;
        }

        // sockaddr_un holds 108 bytes with the final zero.
        string path = Path.GetFullPath(value.Text);
        if (Encoding.UTF8.GetByteCount(path) > 107)
        {
            Refuse(value, "a path of at most 107 bytes, which is the system's limit for sockets");
        }

        return path;
    }

    private List<string> ReadGroups()
    {
        if (!_sources.TryGet(SettingDefinitions.CdnGroups, out SettingValue value))
        {
            return [];
        }

        List<string> groups = [.. value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (groups.Count > ControlLimits.Groups || groups.Any(group => group.Length > ControlLimits.NameLength))
        {
            Refuse(value, $"at most {ControlLimits.Groups} names of at most {ControlLimits.NameLength} characters, separated by ','");
        }

        return groups;
    }

    private LogLevel ReadLogLevel()
    {
        if (!_sources.TryGet(SettingDefinitions.LogLevel, out SettingValue value))
        {
            return LogLevel.Information;
        }

        if (!Enum.TryParse(value.Text.Trim(), ignoreCase: true, out LogLevel level) || !Enum.IsDefined(level) || char.IsAsciiDigit(value.Text.Trim()[0]))
        {
            Refuse(value, "trace, debug, information, warning, error or none");
        }

        return level;
    }

    private IPAddress? ReadIp(string name)
    {
        if (!_sources.TryGet(name, out SettingValue value))
        {
            return null;
        }

        // "10" would parse as 0.0.0.10.
        if (IPAddress.TryParse(value.Text.Trim(), out IPAddress? ip)
            && (ip.AddressFamily == AddressFamily.InterNetworkV6 || value.Text.Count(c => c == '.') == 3))
        {
            return ip;
        }

        Refuse(value, "an IP address such as 10.0.0.7");
        return null;
    }

    private string ReadName(string name, string fallback)
    {
        if (!_sources.TryGet(name, out SettingValue value))
        {
            return fallback;
        }

        if (value.Text.Length > ControlLimits.NameLength || value.Text.Any(char.IsControl))
        {
            Refuse(value, $"at most {ControlLimits.NameLength} printable characters");
        }

        return value.Text;
    }

    private int ReadNumber(string name, int fallback, int least, int most)
    {
        if (!_sources.TryGet(name, out SettingValue value))
        {
            return fallback;
        }

        if (!int.TryParse(value.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < least || number > most)
        {
            Refuse(value, $"a whole number from {least} to {most}");
            return fallback;
        }

        return number;
    }

    private bool ReadSwitch(string name, bool fallback)
    {
        if (!_sources.TryGet(name, out SettingValue value))
        {
            return fallback;
        }

        if (!bool.TryParse(value.Text, out bool result))
        {
            Refuse(value, "true or false");
        }

        return result;
    }

    private TimeSpan ReadDuration(string name, TimeSpan fallback)
    {
        if (!_sources.TryGet(name, out SettingValue value))
        {
            return fallback;
        }

        if (!Quantity.TryParseDuration(value.Text, out TimeSpan duration))
        {
            Refuse(value, "a duration such as '250 ms', '60 s' or '2 min', at least 1 ms");
            return fallback;
        }

        return duration;
    }

    private int ReadSize(string name, int fallback)
    {
        if (!_sources.TryGet(name, out SettingValue value))
        {
            return fallback;
        }

        if (!Quantity.TryParseSize(value.Text, out int bytes))
        {
            Refuse(value, "a size such as '64 KiB' or '1 MiB', from 1 KiB to 64 MiB");
            return fallback;
        }

        return bytes;
    }

    private static bool IsUnspecified(IPAddress ip) => ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);

    private void Refuse(SettingValue value, string expected) => _errors.Add($"{value.Source} is '{value.Text}'; expected was {expected}.");
}

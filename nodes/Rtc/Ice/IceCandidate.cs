using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using CdnLab.Core;

namespace CdnLab.Rtc.Ice;

/// <summary>A transport address that one side says it can be reached at (RFC 8839 §5.1).</summary>
public sealed record IceCandidate
{
    private const int MaxExtensions = 32;

    /// <summary>Candidates of the same base and type share it; 1 to 32 characters, kept as written.</summary>
    public required string Foundation { get; init; }

    /// <summary>1 is RTP, and with rtcp-mux everything; 1 to 256.</summary>
    public int Component { get; init; } = 1;

    /// <summary>The transport.</summary>
    public IceTransport Transport { get; init; } = IceTransport.Udp;

    /// <summary>The transport as written in the description.</summary>
    public string TransportName { get; init; } = "udp";

    /// <summary>The peer's priority; the higher is tried first.</summary>
    public required uint Priority { get; init; }

    /// <summary>The address as written: an IP address or a host name, such as the <c>.local</c> names of mDNS.</summary>
    public required string Host { get; init; }

    /// <summary>The port.</summary>
    public required ushort Port { get; init; }

    /// <summary>The address; null when <see cref="Host"/> is a name, which is not resolved here.</summary>
    public NetAddress? Address { get; init; }

    /// <summary>How the address was learned.</summary>
    public IceCandidateType Type { get; init; }

    /// <summary>What follows the type, as written, without the leading space: raddr, rport, tcptype, generation …</summary>
    public string Extensions { get; init; } = "";

    /// <summary>A UDP host candidate for RTP and, by rtcp-mux, RTCP.</summary>
    /// <param name="address">The address and port a peer can send to.</param>
    /// <param name="localPreference">0 to 65535; the higher is preferred among several.</param>
    public static IceCandidate CreateHost(NetAddress address, ushort localPreference = 65535) => new()
    {
        Foundation = (address.IsIPv4 ? address.IPv4 : (uint)(address.High ^ address.Low ^ 6)).ToString(CultureInfo.InvariantCulture),
        Priority = ComputePriority(IceCandidateType.Host, localPreference),
        Host = address.ToIPAddress().ToString(),
        Port = address.Port,
        Address = address,
    };

    /// <summary>The formula of RFC 8445 §5.1.2.1 with the type preferences it recommends, for component 1.</summary>
    public static uint ComputePriority(IceCandidateType type, ushort localPreference)
    {
        uint typePreference = type switch
        {
            IceCandidateType.Host => 126,
            IceCandidateType.PeerReflexive => 110,
            IceCandidateType.ServerReflexive => 100,
            _ => 0,
        };
        return (typePreference << 24) | ((uint)localPreference << 8) | (256 - 1);
    }

    /// <summary>Reads a candidate attribute.</summary>
    /// <param name="text">The value, with or without the leading <c>candidate:</c>.</param>
    /// <param name="candidate">The candidate.</param>
    /// <returns>False when the grammar of RFC 8839 §5.1 is not met.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IceCandidate? candidate)
    {
        candidate = null;
        text = text.Trim();
        if (text.StartsWith("candidate:", StringComparison.Ordinal))
        {
            text = text["candidate:".Length..];
        }

        Span<Range> parts = stackalloc Range[9 + MaxExtensions];
        int count = text.Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries);
        if (count < 8 ||
            text[parts[0]].Length > 32 ||
            !int.TryParse(text[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out int component) || component is < 1 or > 256 ||
            !uint.TryParse(text[parts[3]], NumberStyles.None, CultureInfo.InvariantCulture, out uint priority) ||
            text[parts[4]].Length > 255 ||
            !ushort.TryParse(text[parts[5]], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ||
            !text[parts[6]].SequenceEqual("typ") ||
            !TryParseType(text[parts[7]], out IceCandidateType type))
        {
            return false;
        }

        ReadOnlySpan<char> transport = text[parts[2]];
        candidate = new IceCandidate
        {
            Foundation = text[parts[0]].ToString(),
            Component = component,
            Transport = transport.Equals("udp", StringComparison.OrdinalIgnoreCase) ? IceTransport.Udp
                : transport.Equals("tcp", StringComparison.OrdinalIgnoreCase) ? IceTransport.Tcp : IceTransport.Other,
            TransportName = transport.ToString(),
            Priority = priority,
            Host = text[parts[4]].ToString(),
            Port = port,
            Address = ParseAddress(text[parts[4]], port),
            Type = type,
            Extensions = count > 8 ? text[parts[8].Start..].ToString() : "",
        };
        return true;
    }

    /// <summary>The attribute with its name, as in a description: <c>candidate:1 1 udp 2130706431 127.0.0.1 5000 typ host</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"candidate:{Foundation} {Component} {TransportName} {Priority} {Host} {Port} typ ");
        text.Append(Type switch
        {
            IceCandidateType.ServerReflexive => "srflx",
            IceCandidateType.PeerReflexive => "prflx",
            IceCandidateType.Relayed => "relay",
            _ => "host",
        });
        return Extensions.Length == 0 ? text.ToString() : text.Append(' ').Append(Extensions).ToString();
    }

    private static bool TryParseType(ReadOnlySpan<char> text, out IceCandidateType type)
    {
        type = text switch
        {
            "srflx" => IceCandidateType.ServerReflexive,
            "prflx" => IceCandidateType.PeerReflexive,
            "relay" => IceCandidateType.Relayed,
            _ => IceCandidateType.Host,
        };
        return type != IceCandidateType.Host || text.SequenceEqual("host");
    }

    // Only plain addresses: the framework also takes "1", hexadecimal IPv4 and zone names, which no candidate may have.
    private static NetAddress? ParseAddress(ReadOnlySpan<char> host, ushort port)
    {
        bool plain = host.Contains(':')
            ? !host.ContainsAnyExcept("0123456789abcdefABCDEF:.")
            : host.Count('.') == 3 && !host.ContainsAnyExcept("0123456789.");
        return plain && IPAddress.TryParse(host, out IPAddress? address) ? NetAddress.From(address, port) : null;
    }
}

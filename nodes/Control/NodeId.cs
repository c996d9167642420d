using System.Globalization;
using System.Net;

namespace CdnLab.Control;

/// <summary>
/// The identity of a node: its <c>cdn_ip</c>, followed by <c>:port</c> when its <c>cdn_port</c> is not 8084
/// (<c>10.0.0.7</c>, <c>10.0.0.7:9084</c>, <c>fd00::7</c>, <c>[fd00::7]:9084</c>).
/// </summary>
public static class NodeId
{
    /// <summary>The port that is not written.</summary>
    public const int DefaultPort = 8084;

    /// <summary>The identity that belongs to an address.</summary>
    public static string Format(IPAddress ip, int port) =>
        port == DefaultPort
            ? ip.ToString()
            : ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
                ? string.Create(CultureInfo.InvariantCulture, $"[{ip}]:{port}")
                : string.Create(CultureInfo.InvariantCulture, $"{ip}:{port}");

    /// <summary>Whether an identity is the one of an address.</summary>
    public static bool Matches(string id, string ip, int port) =>
        port is > 0 and <= ushort.MaxValue
        && ip.Length <= 64
        && IPAddress.TryParse(ip, out IPAddress? address)
        && address.ToString() == ip
        && Format(address, port) == id;
}

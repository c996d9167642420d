using System.Net;

namespace CdnLab.Node.Settings;

/// <summary>The node to ask for membership at start.</summary>
/// <param name="Host">An IP address or a host name, as given.</param>
/// <param name="Port">Its <c>cdn_port</c>.</param>
public sealed record EntryPoint(string Host, int Port)
{
    /// <summary>The address, when the host is one.</summary>
    public IPAddress? Address => Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(Host, out IPAddress? ip) ? ip : null;

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

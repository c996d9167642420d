using System.Net;

namespace CdnLab.Node.Settings;

/// <summary>Where WHIP, WHEP, status and the page are served.</summary>
/// <param name="EndPoint">Address and TCP port; port 0 takes any free one.</param>
/// <param name="Https">Whether with TLS.</param>
public sealed record ListenAddress(IPEndPoint EndPoint, bool Https)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Https ? "https" : "http")}://{EndPoint}";
}

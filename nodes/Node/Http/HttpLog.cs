using Microsoft.Extensions.Logging;

namespace CdnLab.Node.Http;

/// <summary>Log of the HTTP surface. Neither session addresses nor tokens are written.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(300, LogLevel.Warning, "HTTPS is served with a certificate made just now ({Thumbprint}); browsers will warn. Give one with --certificate FILE")]
    public static partial void SelfSigned(this ILogger logger, string thumbprint);

    [LoggerMessage(301, LogLevel.Error, "A request failed: {Method} on {Surface}")]
    public static partial void RequestFailed(this ILogger logger, Exception error, string method, string surface);
}

using Microsoft.Extensions.Logging;

namespace CdnLab.Node.ControlPlane;

/// <summary>Log of pulls. Pull identifiers and session identifiers are secrets of the two nodes and are not written.</summary>
internal static partial class PlayLog
{
    [LoggerMessage(200, LogLevel.Information, "Pulling stream {Stream} from {Node}")]
    public static partial void PullBegun(this ILogger logger, string stream, string node);

    [LoggerMessage(201, LogLevel.Information, "Pull of stream {Stream} from {Node} has ended: {Reason}")]
    public static partial void PullEnded(this ILogger logger, string stream, string node, string reason);

    [LoggerMessage(202, LogLevel.Information, "Serving stream {Stream} to {Node}")]
    public static partial void PullServed(this ILogger logger, string stream, string node);

    [LoggerMessage(203, LogLevel.Information, "Not serving stream {Stream} to {Node}: {Reason}")]
    public static partial void PullRefused(this ILogger logger, string stream, string node, string reason);

    [LoggerMessage(204, LogLevel.Error, "A message about a pull could not be handled")]
    public static partial void PullFailed(this ILogger logger, Exception error);
}

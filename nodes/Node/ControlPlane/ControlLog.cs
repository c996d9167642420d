using Microsoft.Extensions.Logging;

namespace CdnLab.Node.ControlPlane;

/// <summary>Log of links and membership.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(100, LogLevel.Information, "Node {Node} ({Role}) is {State}: {Reason}")]
    public static partial void NodeChanged(this ILogger logger, string node, string role, string state, string reason);

    [LoggerMessage(101, LogLevel.Information, "Node {Node} has restarted")]
    public static partial void NodeRestarted(this ILogger logger, string node);

    [LoggerMessage(102, LogLevel.Information, "Node {Node} is forgotten")]
    public static partial void NodeForgotten(this ILogger logger, string node);

    [LoggerMessage(103, LogLevel.Warning, "{Text}")]
    public static partial void MembershipWarning(this ILogger logger, string text);

    [LoggerMessage(104, LogLevel.Information, "Stream {Stream} can be had from {Node}")]
    public static partial void StreamAdded(this ILogger logger, string stream, string node);

    [LoggerMessage(105, LogLevel.Information, "Stream {Stream} of {Node} is gone: {Reason}")]
    public static partial void StreamRemoved(this ILogger logger, string stream, string node, string reason);

    [LoggerMessage(110, LogLevel.Debug, "Link {Link} to {Remote} is open (dial {Dial})")]
    public static partial void LinkOpened(this ILogger logger, long link, string remote, long dial);

    [LoggerMessage(111, LogLevel.Debug, "Link {Link} to {Remote} is closed: {Reason}")]
    public static partial void LinkClosed(this ILogger logger, long link, string remote, string reason);

    [LoggerMessage(112, LogLevel.Debug, "No link to {Target}: {Reason}")]
    public static partial void DialFailed(this ILogger logger, string target, string reason);

    [LoggerMessage(113, LogLevel.Warning, "Link {Link} to {Remote} is dropped: {Reason}")]
    public static partial void LinkDropped(this ILogger logger, long link, string remote, string reason);

    [LoggerMessage(114, LogLevel.Debug, "Message on link {Link} from {Remote} is dropped: {Reason}")]
    public static partial void MessageDropped(this ILogger logger, long link, string remote, string reason);

    [LoggerMessage(115, LogLevel.Error, "A handler of the control plane failed")]
    public static partial void HandlerFailed(this ILogger logger, Exception error);
}

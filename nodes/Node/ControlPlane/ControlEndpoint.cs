using System.Net.WebSockets;
using CdnLab.Node.Http;
using CdnLab.Node.Settings;
using Microsoft.AspNetCore.Http;

namespace CdnLab.Node.ControlPlane;

/// <summary>The WebSocket that other nodes dial, at <see cref="Path"/> and only on the control address.</summary>
internal static class ControlEndpoint
{
    /// <summary>The path of the control plane.</summary>
    public const string Path = "/cdn/control";

    /// <summary>Serves one dial until its link has ended.</summary>
    public static async Task HandleAsync(HttpContext context, ControlPlaneService service, NodeSettings settings)
    {
        // Nodes are no browsers: a request with an origin comes from a page that tries to reach a node behind its user.
        if (context.Request.Headers.Origin.Count > 0)
        {
            await HttpReply.TextAsync(context, StatusCodes.Status403Forbidden, "The control plane is for nodes, not for pages.");
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await HttpReply.TextAsync(context, StatusCodes.Status426UpgradeRequired, "Nodes speak WebSocket here.");
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = settings.KeepAliveInterval,
            KeepAliveTimeout = settings.KeepAliveTimeout,
        });
        await service.RunLinkAsync(socket, $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}", dial: 0);
    }
}

using System.Text.Json;
using CdnLab.Control;
using CdnLab.Node.ControlPlane;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;
using Microsoft.AspNetCore.Http;

namespace CdnLab.Node.Http;

/// <summary>The node's figures as JSON at <c>/status</c>.</summary>
internal sealed class StatusEndpoint(NodeSettings settings, NodeInfo self, IMediaPlane media, IControlPlane control)
{
    /// <summary>Where media is received, with the port that was really taken when the media half tells it.</summary>
    public string MediaAddress => media is IMediaAddress known
        ? known.MediaAddress.ToString()
        : new System.Net.IPEndPoint(settings.MediaIp, settings.MediaPort).ToString();

    public async Task HandleAsync(HttpContext context)
    {
        Cors.Add(context);
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await HttpReply.NotAllowedAsync(context, "GET");
            return;
        }

        MediaStatus figures = await media.GetStatusAsync(context.RequestAborted);
        ControlSnapshot cdn = control.Snapshot;
        var status = new NodeStatus(
            settings.NodeName,
            self.Id,
            self.Role,
            self.Region,
            self.Version,
            settings.CdnEnabled,
            Environment.ProcessId,
            MediaAddress,
            [.. cdn.Nodes.Select(Describe)],
            [
                .. figures.Published.Select(name => new NodeStatus.Stream(name, self.Id)),
                .. cdn.Nodes.SelectMany(node => node.Streams).Select(stream => new NodeStatus.Stream(stream.Name, stream.Node)),
            ],
            control.Counters,
            figures);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(context.Response.Body, status, NodeJsonContext.Default.NodeStatus, context.RequestAborted);
    }

    private static NodeStatus.Peer Describe(NodeView node) => new(
        node.Info.Id,
        node.Info.Name,
        node.Info.Role,
        node.Info.Region,
        node.Info.Version,
        node.State == PeerState.Active ? "ACTIVE" : "PASSIVE",
        node.Inbound,
        node.Outbound);
}

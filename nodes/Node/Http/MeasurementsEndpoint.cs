using System.Net;
using System.Text.Json;
using CdnLab.Control;
using CdnLab.Node.Sessions;
using Microsoft.AspNetCore.Http;

namespace CdnLab.Node.Http;

/// <summary>
/// What the node measured of itself, at <c>/measurements</c>: GET reads it, DELETE begins a new window. Only on the admin
/// socket: reading takes the traced packets away from the next reader.
/// </summary>
internal sealed class MeasurementsEndpoint(IMediaPlane media)
{
    public async Task HandleAsync(HttpContext context)
    {
        // A unix socket has no IP address.
        if (context.Connection.LocalIpAddress is { } address && !address.Equals(IPAddress.None))
        {
            await HttpReply.TextAsync(context, StatusCodes.Status404NotFound, "Measurements are told on the admin socket only.");
            return;
        }

        if (HttpMethods.IsDelete(context.Request.Method))
        {
            await media.ResetMeasurementsAsync(context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await HttpReply.NotAllowedAsync(context, "GET, DELETE");
            return;
        }

        NodeMeasurements measured = await media.TakeMeasurementsAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, measured, NodeJsonContext.Default.NodeMeasurements, context.RequestAborted);
    }
}

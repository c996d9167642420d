using CdnLab.Forwarding;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CdnLab.Node.Http;

/// <summary>
/// A session's own address, <c>/whip/session/{id}</c> or <c>/whep/session/{id}</c>: trickle ICE and ICE restart by PATCH,
/// the end by DELETE. Knowing the address is the right to use it, so it is never logged.
/// </summary>
internal sealed class SessionEndpoint(NodeSettings settings, IMediaPlane media)
{
    private const string Fragment = "application/trickle-ice-sdpfrag";
    private const string Methods = "PATCH, DELETE, OPTIONS";

    public Task HandleAsync(HttpContext context)
    {
        Cors.Add(context);
        string session = context.Request.RouteValues["session"] as string ?? "";
        switch (context.Request.Method)
        {
            case "PATCH":
                context.Response.Headers["Accept-Patch"] = Fragment;
                return PatchAsync(context, session);
            case "DELETE":
                return DeleteAsync(context, session);
            case "OPTIONS":
                context.Response.Headers["Accept-Patch"] = Fragment;
                return Cors.OptionsAsync(context, Methods);
            default:
                return HttpReply.NotAllowedAsync(context, Methods);
        }
    }

    private async Task PatchAsync(HttpContext context, string session)
    {
        if (!TryReadIfMatch(context.Request.Headers.IfMatch, out string? ifMatch))
        {
            await HttpReply.TextAsync(context, StatusCodes.Status400BadRequest, "If-Match must be one entity tag in quotes, or *.");
            return;
        }

        string? fragment = await RequestText.ReadAsync(context, Fragment, settings.MaxSdpBytes);
        if (fragment is null)
        {
            return;
        }

        PatchOutcome outcome = await media.PatchAsync(session, ifMatch, fragment, CancellationToken.None);
        switch (outcome.Status)
        {
            case StatusCodes.Status204NoContent:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case StatusCodes.Status200OK:
                context.Response.Headers.ETag = $"\"{outcome.ETag}\"";
                await HttpReply.BodyAsync(context, StatusCodes.Status200OK, Fragment, outcome.Fragment);
                break;
            default:
                await HttpReply.TextAsync(context, outcome.Status, outcome.Reason);
                break;
        }
    }

    private async Task DeleteAsync(HttpContext context, string session)
    {
        bool closed = await media.CloseAsync(session, "Ended by its client.", CancellationToken.None);
        if (closed)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentLength = 0;
        }
        else
        {
            await HttpReply.TextAsync(context, StatusCodes.Status404NotFound, "There is no such session; it may have ended.");
        }
    }

    /// <summary>
    /// Reads If-Match: the tag without its quotes, <c>*</c>, or null when absent. A weak tag never matches (RFC 9110
    /// §13.1.1) and is handed on as it stands, which is no tag that a session has.
    /// </summary>
    private static bool TryReadIfMatch(StringValues header, out string? tag)
    {
        tag = null;
        if (header.Count == 0)
        {
            return true;
        }

        string text = header.ToString().Trim();
        bool quoted = text.Length >= 2 && text[0] == '"' && text[^1] == '"' && text.AsSpan(1, text.Length - 2).IndexOf('"') < 0;
        bool weak = text.StartsWith("W/\"", StringComparison.Ordinal);
        tag = quoted ? text[1..^1] : text;
        return quoted || weak || text == "*";
    }
}

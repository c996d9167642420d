using Microsoft.AspNetCore.Http;

namespace CdnLab.Node.Http;

/// <summary>
/// Cross-origin headers: players and publishers run on pages of other origins (RFC 9725 §4.4, WHEP §4.4). No cookies are
/// used, so any origin is let in.
/// </summary>
internal static class Cors
{
    /// <summary>Adds what every response needs, refusals too: else a page cannot read why it was refused.</summary>
    public static void Add(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "Location, ETag, Link, Retry-After, Accept-Post, Accept-Patch";
    }

    /// <summary>Replies to OPTIONS, a preflight or not.</summary>
    /// <param name="context">The request.</param>
    /// <param name="methods">The methods of this address.</param>
    public static Task OptionsAsync(HttpContext context, string methods)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.Allow = methods;
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, If-Match";
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}

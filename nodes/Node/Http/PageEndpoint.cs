using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace CdnLab.Node.Http;

/// <summary>Serves the node's page from the program itself: <c>/</c> and the files beside it.</summary>
internal sealed class PageEndpoint
{
    private const string Prefix = "Page/";
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public PageEndpoint()
    {
        Assembly assembly = typeof(PageEndpoint).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream resource = assembly.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            _files[name[Prefix.Length..].Replace('\\', '/')] = bytes;
        }
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await HttpReply.NotAllowedAsync(context, "GET, HEAD");
            return;
        }

        string path = context.Request.Path.Value is "/" or null ? "index.html" : context.Request.Path.Value[1..];
        if (!_files.TryGetValue(path, out byte[]? file))
        {
            await HttpReply.TextAsync(
                context,
                StatusCodes.Status404NotFound,
                "There is nothing here. WHIP is at /whip/{stream}, WHEP at /whep/{stream}, figures are at /status.");
            return;
        }

        context.Response.ContentType = ContentType(path);
        context.Response.ContentLength = file.Length;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(file, context.RequestAborted);
        }
    }

    private static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };
}

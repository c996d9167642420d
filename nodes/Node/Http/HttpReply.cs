using System.Text;
using Microsoft.AspNetCore.Http;

namespace CdnLab.Node.Http;

/// <summary>Replies of the HTTP surface: plain text sentences for people, headers as WHIP and WHEP have them.</summary>
internal static class HttpReply
{
    /// <summary>Replies with a sentence.</summary>
    public static Task TextAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        byte[] body = Encoding.UTF8.GetBytes(sentence + "\n");
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>Replies that it may be tried again soon.</summary>
    public static Task RetryAsync(HttpContext context, int status, string sentence)
    {
        context.Response.Headers.RetryAfter = "1";
        return TextAsync(context, status, sentence);
    }

    /// <summary>Replies 405 and says what is allowed.</summary>
    public static Task NotAllowedAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return TextAsync(context, StatusCodes.Status405MethodNotAllowed, $"{context.Request.Method} is not for this address; allowed: {allowed}.");
    }

    /// <summary>Replies with a body of a media type that is no plain text.</summary>
    public static Task BodyAsync(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}

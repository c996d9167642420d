using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace CdnLab.Node.Http;

/// <summary>Reads the text body of a request within a limit.</summary>
internal static class RequestText
{
    /// <summary>Reads the body, or replies why it is not taken: 415, 413 or 400.</summary>
    /// <returns>The text, or null when the reply has been given.</returns>
    public static async Task<string?> ReadAsync(HttpContext context, string mediaType, int limit)
    {
        if (!IsMediaType(context.Request.ContentType, mediaType))
        {
            await HttpReply.TextAsync(context, StatusCodes.Status415UnsupportedMediaType, $"The body must be {mediaType}.");
            return null;
        }

        if (context.Request.ContentLength > limit)
        {
            await RefuseLengthAsync(context, limit);
            return null;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            int length = 0;
            int read;
            while (length <= limit
                && (read = await context.Request.Body.ReadAsync(buffer.AsMemory(length, limit + 1 - length), context.RequestAborted)) > 0)
            {
                length += read;
            }

            if (length > limit)
            {
                await RefuseLengthAsync(context, limit);
                return null;
            }

            if (length == 0 || !Utf8.IsValid(buffer.AsSpan(0, length)))
            {
                await HttpReply.TextAsync(context, StatusCodes.Status400BadRequest, length == 0 ? "The body is empty." : "The body is not UTF-8.");
                return null;
            }

            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether a Content-Type names a media type, whatever its parameters.</summary>
    public static bool IsMediaType(string? contentType, string mediaType)
    {
        if (contentType is null)
        {
            return false;
        }

        int end = contentType.IndexOf(';', StringComparison.Ordinal);
        ReadOnlySpan<char> name = end < 0 ? contentType : contentType.AsSpan(0, end);
        return name.Trim().Equals(mediaType, StringComparison.OrdinalIgnoreCase);
    }

    private static Task RefuseLengthAsync(HttpContext context, int limit)
    {
        // What is left of the body is not read, so the connection cannot be used again.
        context.Response.Headers.Connection = "close";
        return HttpReply.TextAsync(context, StatusCodes.Status413PayloadTooLarge, $"The body has more than {limit} bytes.");
    }
}

using CdnLab.Control;
using CdnLab.Forwarding;
using CdnLab.Node.ControlPlane;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;
using Microsoft.AspNetCore.Http;

namespace CdnLab.Node.Http;

/// <summary>What WHIP and WHEP have in common: an SDP offer is posted, an answer and a session address come back.</summary>
internal abstract class NegotiationEndpoint(NodeSettings settings, SessionAdmission admission)
{
    private const string Sdp = "application/sdp";

    /// <summary>The first segment of the path: <c>whip</c> or <c>whep</c>.</summary>
    protected abstract string Protocol { get; }

    /// <summary>The methods of the address, for Allow.</summary>
    protected abstract string Methods { get; }

    /// <summary>Serves <c>/whip/{stream}</c> or <c>/whep/{stream}</c>.</summary>
    public Task HandleAsync(HttpContext context)
    {
        Cors.Add(context);
        string stream = context.Request.RouteValues["stream"] as string ?? "";
        if (!StreamName.IsValid(stream))
        {
            return HttpReply.TextAsync(context, StatusCodes.Status400BadRequest, $"The name of a stream is {StreamName.Rule}.");
        }

        context.Response.Headers["Accept-Post"] = Sdp;
        return context.Request.Method switch
        {
            "POST" => PostAsync(context, stream),
            "OPTIONS" => Cors.OptionsAsync(context, Methods),
            "HEAD" when Methods.Contains("HEAD", StringComparison.Ordinal) => HeadAsync(context),
            _ => HttpReply.NotAllowedAsync(context, Methods),
        };
    }

    /// <summary>Makes the session.</summary>
    protected abstract Task<NegotiationOutcome> NegotiateAsync(string stream, string offer, CancellationToken cancellation);

    /// <summary>Whether a conflict may go away by itself, so that Retry-After is to be sent.</summary>
    protected abstract bool ConflictMayPass { get; }

    private async Task PostAsync(HttpContext context, string stream)
    {
        string? offer = await RequestText.ReadAsync(context, Sdp, settings.MaxSdpBytes);
        if (offer is null)
        {
            return;
        }

        using IDisposable? admitted = await admission.TryEnterAsync(context.RequestAborted);
        if (admitted is null)
        {
            await HttpReply.RetryAsync(context, StatusCodes.Status503ServiceUnavailable, "The node has as many sessions as it may have. Try another node, or later.");
            return;
        }

        // Not cancelled with the request: a session whose answer nobody reads ends by its missing ICE checks, but one
        // that is abandoned half made could stay.
        NegotiationOutcome outcome = await NegotiateAsync(stream, offer, CancellationToken.None);
        if (outcome.Status != StatusCodes.Status201Created)
        {
            await RefuseAsync(context, outcome);
            return;
        }

        context.Response.Headers.Location = $"/{Protocol}/session/{outcome.SessionId}";
        context.Response.Headers.ETag = $"\"{outcome.ETag}\"";
        await HttpReply.BodyAsync(context, StatusCodes.Status201Created, Sdp, outcome.Answer);
    }

    private Task RefuseAsync(HttpContext context, NegotiationOutcome outcome) => outcome.Status switch
    {
        StatusCodes.Status503ServiceUnavailable => HttpReply.RetryAsync(context, outcome.Status, outcome.Reason),
        StatusCodes.Status409Conflict when ConflictMayPass => HttpReply.RetryAsync(context, outcome.Status, outcome.Reason),
        _ => HttpReply.TextAsync(context, outcome.Status, outcome.Reason),
    };

    private static Task HeadAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = Sdp;
        return Task.CompletedTask;
    }
}

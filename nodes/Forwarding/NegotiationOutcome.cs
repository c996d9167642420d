namespace CdnLab.Forwarding;

/// <summary>What became of an offer.</summary>
/// <param name="Status">201 when a session was made, else the HTTP status of the refusal (400, 403, 404, 406, 409, 503).</param>
/// <param name="SessionId">The unguessable name of the session; empty on refusal.</param>
/// <param name="Answer">The SDP answer; empty on refusal.</param>
/// <param name="ETag">The entity tag of the ICE session, unquoted; empty on refusal.</param>
/// <param name="Reason">On refusal, a sentence for the person on the other side.</param>
public sealed record NegotiationOutcome(int Status, string SessionId, string Answer, string ETag, string Reason)
{
    /// <summary>A refusal.</summary>
    public static NegotiationOutcome Refused(int status, string reason) => new(status, "", "", "", reason);
}

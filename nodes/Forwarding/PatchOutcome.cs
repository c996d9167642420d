namespace CdnLab.Forwarding;

/// <summary>What became of a PATCH on a session.</summary>
/// <param name="Status">204 trickle taken, 200 ICE restarted, 404 no session, 412 stale tag, 422 unsupported, 428 tag missing, 400 malformed.</param>
/// <param name="Fragment">On 200, the new local ICE parameters as an SDP fragment; else empty.</param>
/// <param name="ETag">On 200, the new entity tag, unquoted; else empty.</param>
/// <param name="Reason">On refusal, a sentence.</param>
public sealed record PatchOutcome(int Status, string Fragment, string ETag, string Reason);

namespace CdnLab.Forwarding;

/// <summary>The start of a pull.</summary>
/// <param name="PullId">Its identifier; empty when the stream is already here.</param>
/// <param name="Offer">The SDP offer to send to the serving node; empty when the stream is already here.</param>
public sealed record PullOffer(string PullId, string Offer);

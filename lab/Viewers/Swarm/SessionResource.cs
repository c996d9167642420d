namespace CdnLab.Viewers.Swarm;

/// <summary>What a WHIP or WHEP endpoint answered to an offer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Answer">On 201, the SDP answer; else the endpoint's sentence.</param>
/// <param name="Location">On 201, where the session is ended.</param>
internal sealed record SessionResource(int Status, string Answer, Uri? Location);

namespace CdnLab.Viewers.Swarm;

/// <summary>A viewer that could not join, and why.</summary>
public sealed record JoinFailure(string Viewer, string Reason);

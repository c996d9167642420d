using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>A link of the plan between two regions.</summary>
/// <param name="A">Name of one region.</param>
/// <param name="B">Name of the other.</param>
/// <param name="ProfileAB">How packets from A to B are treated.</param>
/// <param name="ProfileBA">How packets from B to A are treated.</param>
public sealed record FabricLink(string A, string B, LinkProfile ProfileAB, LinkProfile ProfileBA);

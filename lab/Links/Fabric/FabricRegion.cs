namespace CdnLab.Links.Fabric;

/// <summary>A region of the plan: one network namespace.</summary>
/// <param name="Name">Its name, unique in the plan; letters, digits, '-' and '_', at most 32 characters.</param>
/// <param name="Prefix">The block of IPv4 addresses that linked regions send here, such as <c>10.81.0.0/16</c>.</param>
/// <param name="Addresses">Addresses put on the region's loopback device, such as <c>10.81.0.1/32</c>: those of the nodes.</param>
/// <param name="LocalRoutes">
/// Blocks of which every address is the region's own, such as <c>10.81.128.0/17</c>, without being listed: thousands of
/// viewers can have an address each.
/// </param>
public sealed record FabricRegion(
    string Name, string Prefix, IReadOnlyList<string>? Addresses = null, IReadOnlyList<string>? LocalRoutes = null)
{
    /// <summary>The addresses; empty when none are given.</summary>
    internal IReadOnlyList<string> AddressesOrNone => Addresses ?? [];

    /// <summary>The local routes; empty when none are given.</summary>
    internal IReadOnlyList<string> LocalRoutesOrNone => LocalRoutes ?? [];
}

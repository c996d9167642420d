using CdnLab.Links.Fabric;

namespace CdnLab.Fidelity.Tests;

/// <summary>A test on real network namespaces; skipped, with the reason, where the host does not allow them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FabricFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle =
        new(() => NetworkNamespaceProbe.CanUseFabric(out string reason) ? null : $"Needs the fabric backend. This host has {reason}");

    public FabricFactAttribute() => Skip = Obstacle.Value;
}

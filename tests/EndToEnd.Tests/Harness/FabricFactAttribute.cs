using CdnLab.Links.Fabric;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>A test on shaped links; skipped, with the reason, where the host does not allow them to this user.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FabricFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle =
        new(() => NetworkNamespaceProbe.CanUseFabric(out string reason) ? null : $"Needs the fabric backend. This host has {reason}");

    public FabricFactAttribute() => Skip = Obstacle.Value;
}

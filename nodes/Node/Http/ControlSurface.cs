namespace CdnLab.Node.Http;

/// <summary>Marks a connection that came in on the control address, where only the control plane is served.</summary>
internal sealed class ControlSurface
{
    public static readonly ControlSurface Instance = new();
}

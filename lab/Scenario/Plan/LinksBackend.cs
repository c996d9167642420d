namespace CdnLab.Scenario;

/// <summary>How links between regions are made.</summary>
public enum LinksBackend
{
    /// <summary>The best that the host allows: fabric, then userns, then loopback.</summary>
    Auto,

    /// <summary>A network namespace per region and the user-space emulator between them; needs root.</summary>
    Fabric,

    /// <summary>The same inside a user namespace, without root, where the host allows it.</summary>
    Userns,

    /// <summary>No namespaces and no shaping: every node on its own address of 127/8.</summary>
    Loopback,
}

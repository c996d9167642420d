namespace CdnLab.Links.Fabric;

/// <summary>The ways to have links on a host, best first.</summary>
public enum FabricBackend
{
    /// <summary>Namespaces made directly: the process may do it as it is.</summary>
    Direct,

    /// <summary>
    /// Namespaces inside a user namespace: the runner starts itself anew under <c>unshare --user --map-root-user</c>, and in
    /// there <see cref="Direct"/> works. The packet thread cannot be SCHED_FIFO.
    /// </summary>
    UserNamespace,

    /// <summary>No namespaces: nodes on loopback addresses, links not shaped.</summary>
    Loopback,
}

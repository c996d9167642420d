namespace CdnLab.Processes;

/// <summary>The namespaces a child is started in.</summary>
/// <param name="NetPath">File of the network namespace: <c>/run/netns/x</c> or <c>/proc/PID/ns/net</c>.</param>
/// <param name="UserPath">File of the user namespace that owns it, where the run has no root; null otherwise.</param>
public sealed record NamespaceEntry(string NetPath, string? UserPath = null);

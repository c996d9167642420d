namespace CdnLab.Node.ControlPlane;

/// <summary>Where to connect to.</summary>
/// <param name="Host">An IP address or a host name.</param>
/// <param name="Port">A TCP port.</param>
public readonly record struct DialTarget(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

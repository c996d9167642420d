namespace CdnLab.Node.ControlPlane;

/// <summary>A pull that this node serves. Locked by its own instance.</summary>
internal sealed class ServedPull(long number, string node, string id, string stream)
{
    /// <summary>Counts the pulls served by this process.</summary>
    public long Number => number;

    public string Node => node;

    public string Id => id;

    public string Stream => stream;

    /// <summary>The session, once there is one.</summary>
    public string? Session { get; set; }

    /// <summary>Whether it has been ended, perhaps before there was a session.</summary>
    public bool Ended { get; set; }
}

using System.Net;

namespace CdnLab.Node.Sessions;

/// <summary>How a node's media half is set up.</summary>
public sealed record MediaPlaneOptions
{
    /// <summary>The node's identity in the CDN.</summary>
    public required string NodeId { get; init; }

    /// <summary>The address that peers reach it at.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>UDP port; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Sessions of all kinds.</summary>
    public int MaximumSessions { get; init; } = 10_000;

    /// <summary>How long a pulled stream is kept when nobody receives it.</summary>
    public TimeSpan IdlePullTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>One frame in this many is traced hop by hop; 0 for none.</summary>
    public int TraceEvery { get; init; }
}

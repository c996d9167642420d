using System.Collections.Immutable;
using CdnLab.Core;

namespace CdnLab.Scenario;

/// <summary>A named link with the measurements that its values come from.</summary>
public sealed record LinkProfile
{
    /// <summary>The name by which scenarios speak of it: <c>fra-iad</c>.</summary>
    public required string Name { get; init; }

    /// <summary>A path between places, or a last mile.</summary>
    public required LinkProfileKind Kind { get; init; }

    /// <summary>The two places, or what the access is, in words.</summary>
    public required string Description { get; init; }

    /// <summary>One-way latency.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>Standard deviation of the one-way latency.</summary>
    public required TimeSpan Jitter { get; init; }

    /// <summary>Share of packets lost, 0 to 1.</summary>
    public required double Loss { get; init; }

    /// <summary>Mean number of packets lost in a row; null where losses are independent.</summary>
    public double? MeanBurst { get; init; }

    /// <summary>Capacity towards the second end (the viewer, for an access profile); 0 is unlimited.</summary>
    public Bitrate Down { get; init; }

    /// <summary>Capacity towards the first end; 0 is unlimited.</summary>
    public Bitrate Up { get; init; }

    /// <summary>Round trip of light in fibre along the great circle; null where unknown.</summary>
    public TimeSpan? Floor { get; init; }

    /// <summary>Published round trips that the delay is taken from.</summary>
    public ImmutableArray<LinkMeasurement> Measured { get; init; } = [];

    /// <summary>Keys (<c>delay</c>, <c>jitter</c>, <c>loss</c>, <c>down</c>, <c>up</c>) whose values no public figure backs.</summary>
    public ImmutableArray<string> Assumed { get; init; } = [];

    /// <summary>What else must be known before the values are trusted; null for nothing.</summary>
    public string? Note { get; init; }
}

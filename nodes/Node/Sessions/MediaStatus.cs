namespace CdnLab.Node.Sessions;

/// <summary>Figures of a node's media half. Grows with the loop; every property is a plain value or list for JSON.</summary>
public sealed record MediaStatus
{
    /// <summary>Sessions by kind: publishers, viewers, nodes served, pulls.</summary>
    public required IReadOnlyDictionary<string, int> Sessions { get; init; }

    /// <summary>Counters since the start, by name.</summary>
    public required IReadOnlyDictionary<string, long> Counters { get; init; }

    /// <summary>Names of the streams published here.</summary>
    public required IReadOnlyList<string> Published { get; init; }

    /// <summary>Names of the streams pulled from other nodes.</summary>
    public required IReadOnlyList<string> Pulled { get; init; }
}

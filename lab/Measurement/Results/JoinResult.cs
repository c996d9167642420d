namespace CdnLab.Measurement.Results;

/// <summary>How long viewers of one kind and region pair waited from their request to their first key frame.</summary>
public sealed record JoinResult
{
    /// <summary>What the edge had when they came.</summary>
    public required JoinKind Kind { get; init; }

    /// <summary>Where the stream is published.</summary>
    public required string PublisherRegion { get; init; }

    /// <summary>Where it is watched.</summary>
    public required string ViewerRegion { get; init; }

    /// <summary>Joins that succeeded.</summary>
    public required int Count { get; init; }

    /// <summary>Joins that did not.</summary>
    public int Failed { get; init; }

    /// <summary>From the HTTP request to the first complete key frame.</summary>
    public required JoinPhase Total { get; init; }

    /// <summary>HTTP request to answer.</summary>
    public required JoinPhase Http { get; init; }

    /// <summary>Answer to the first successful connectivity check.</summary>
    public required JoinPhase Ice { get; init; }

    /// <summary>From there to the end of the DTLS handshake.</summary>
    public required JoinPhase Dtls { get; init; }

    /// <summary>From there to the first media packet.</summary>
    public required JoinPhase FirstPacket { get; init; }

    /// <summary>From there to the first complete key frame.</summary>
    public required JoinPhase FirstKeyFrame { get; init; }
}

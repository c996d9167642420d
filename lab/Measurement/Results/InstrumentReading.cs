namespace CdnLab.Measurement.Results;

/// <summary>Whether one of the lab's own instruments was good enough.</summary>
public sealed record InstrumentReading
{
    /// <summary>The instrument and its statistic, such as "generator send lateness p99".</summary>
    public required string Name { get; init; }

    /// <summary>What was read.</summary>
    public required double Value { get; init; }

    /// <summary>The unit of value and limit, such as "ms" or "ratio".</summary>
    public required string Unit { get; init; }

    /// <summary>The worst value with which a run is still valid.</summary>
    public required double Limit { get; init; }

    /// <summary>Which side of the limit is good.</summary>
    public LimitKind LimitKind { get; init; } = LimitKind.AtMost;

    /// <summary>Whether the value is on the good side.</summary>
    public required bool Ok { get; init; }

    /// <summary>What a bad value would do to the results.</summary>
    public required string Explanation { get; init; }
}

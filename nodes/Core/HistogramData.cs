namespace CdnLab.Core;

/// <summary>The occupied buckets of a histogram; a bucket ends where the next one of its layout begins.</summary>
public sealed record HistogramData
{
    /// <summary>How many durations.</summary>
    public required long Count { get; init; }

    /// <summary>Their sum.</summary>
    public required double SumNs { get; init; }

    /// <summary>The shortest, as recorded.</summary>
    public required long MinNs { get; init; }

    /// <summary>The longest, as recorded.</summary>
    public required long MaxNs { get; init; }

    /// <summary>The shortest duration that belongs to each occupied bucket, ascending.</summary>
    public required IReadOnlyList<long> BucketLowestNs { get; init; }

    /// <summary>How many durations each of them holds.</summary>
    public required IReadOnlyList<long> BucketCounts { get; init; }
}

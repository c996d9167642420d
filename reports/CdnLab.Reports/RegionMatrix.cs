using CdnLab.Measurement.Results;

namespace CdnLab.Reports;

/// <summary>
/// The region matrix: what viewers of each region got from publishers of each region. Page, Markdown and console show the
/// same rows.
/// </summary>
public sealed class RegionMatrix
{
    private RegionMatrix(IReadOnlyList<string> publisherRegions, IReadOnlyList<string> viewerRegions, IReadOnlyList<RegionMatrixRow> rows)
    {
        PublisherRegions = publisherRegions;
        ViewerRegions = viewerRegions;
        Rows = rows;
    }

    /// <summary>Headings of <see cref="RegionMatrixRow.Cells"/>, with units.</summary>
    public static IReadOnlyList<string> Headers { get; } =
    [
        "published in", "watched in", "viewers (n)", "frames (n)", "p50 (ms)", "p95 (ms)", "p99 (ms)",
        "link p50 (ms)", "over link p50 (ms)", "residual loss (%)", "freezes (n)",
    ];

    /// <summary>Regions with publishers, in the topology's order.</summary>
    public IReadOnlyList<string> PublisherRegions { get; }

    /// <summary>Regions with viewers, in the topology's order.</summary>
    public IReadOnlyList<string> ViewerRegions { get; }

    /// <summary>One row per pair that had viewers, by publisher region and then viewer region.</summary>
    public IReadOnlyList<RegionMatrixRow> Rows { get; }

    /// <summary>Takes the matrix out of a document.</summary>
    public static RegionMatrix From(ResultsDocument results)
    {
        ArgumentNullException.ThrowIfNull(results);
        string[] known = [.. results.Topology.Regions];
        int Rank(string region) => Array.IndexOf(known, region) is var at && at >= 0 ? at : known.Length;
        RegionMatrixRow[] rows =
        [
            .. results.RegionPairs
                .OrderBy(p => Rank(p.PublisherRegion)).ThenBy(p => p.PublisherRegion, StringComparer.Ordinal)
                .ThenBy(p => Rank(p.ViewerRegion)).ThenBy(p => p.ViewerRegion, StringComparer.Ordinal)
                .Select(RegionMatrixRow.From),
        ];
        return new RegionMatrix(
            [.. rows.Select(r => r.PublisherRegion).Distinct()],
            [.. rows.Select(r => r.ViewerRegion).Distinct().OrderBy(Rank).ThenBy(r => r, StringComparer.Ordinal)],
            rows);
    }

    /// <summary>The row of a pair; null when nobody in one region watched the other.</summary>
    public RegionMatrixRow? Find(string publisherRegion, string viewerRegion) =>
        Rows.FirstOrDefault(r => r.PublisherRegion == publisherRegion && r.ViewerRegion == viewerRegion);
}

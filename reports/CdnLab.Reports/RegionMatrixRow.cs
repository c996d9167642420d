using System.Globalization;
using CdnLab.Measurement.Results;

namespace CdnLab.Reports;

/// <summary>One pair of the region matrix. Null means: not measured.</summary>
/// <param name="PublisherRegion">Where the streams are published.</param>
/// <param name="ViewerRegion">Where they are watched.</param>
/// <param name="Viewers">How many viewers.</param>
/// <param name="Frames">Complete frames behind the percentiles.</param>
/// <param name="P50Ms">Median CDN latency.</param>
/// <param name="P95Ms">95th percentile.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="LinkDelayP50Ms">Median delay that the links between the regions realised; 0 within a region.</param>
/// <param name="OverLinkP50Ms">Median latency less that delay.</param>
/// <param name="ResidualLossRatio">Packets never repaired / packets expected, 0 to 1.</param>
/// <param name="FreezeCount">Freezes of all its viewers.</param>
/// <param name="FreezeRatio">Freeze time / (viewers × window), 0 to 1.</param>
public sealed record RegionMatrixRow(
    string PublisherRegion,
    string ViewerRegion,
    int Viewers,
    long Frames,
    double? P50Ms,
    double? P95Ms,
    double? P99Ms,
    double? LinkDelayP50Ms,
    double? OverLinkP50Ms,
    double ResidualLossRatio,
    long FreezeCount,
    double FreezeRatio)
{
    /// <summary>The row as text under <see cref="RegionMatrix.Headers"/>, invariant culture.</summary>
    public IReadOnlyList<string> Cells =>
    [
        PublisherRegion, ViewerRegion, Viewers.ToString(CultureInfo.InvariantCulture), Format.Count(Frames),
        Format.Ms(P50Ms), Format.Ms(P95Ms), Format.Ms(P99Ms), Format.Ms(LinkDelayP50Ms), Format.Ms(OverLinkP50Ms),
        Format.Percent(ResidualLossRatio), Format.Count(FreezeCount),
    ];

    internal static RegionMatrixRow From(RegionPairResult pair) => new(
        pair.PublisherRegion, pair.ViewerRegion, pair.Viewers, pair.Latency?.Count ?? 0, pair.Latency?.P50Ms, pair.Latency?.P95Ms,
        pair.Latency?.P99Ms, pair.LinkDelayP50Ms, pair.OverLinkP50Ms, pair.ResidualLossRatio, pair.FreezeCount, pair.FreezeRatio);
}

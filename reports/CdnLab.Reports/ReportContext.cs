using CdnLab.Measurement.Results;
using CdnLab.Reports.Html;

namespace CdnLab.Reports;

/// <summary>What the blocks of one report share.</summary>
internal sealed class ReportContext(ResultsDocument results)
{
    public ResultsDocument Results { get; } = results;

    public RegionMatrix Matrix { get; } = RegionMatrix.From(results);

    public Palette Palette { get; } = new(results);

    public ChartSet Charts { get; } = new();
}

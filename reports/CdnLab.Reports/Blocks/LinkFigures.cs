using CdnLab.Measurement.Results;

namespace CdnLab.Reports.Blocks;

/// <summary>Figures that follow from a link's counters.</summary>
internal static class LinkFigures
{
    /// <summary>Packets dropped for any reason / packets offered; null when none was offered.</summary>
    public static double? RealisedLossRatio(LinkResult link) =>
        link.OfferedPackets == 0 ? null : (double)link.Dropped.Sum(d => d.Packets) / link.OfferedPackets;
}

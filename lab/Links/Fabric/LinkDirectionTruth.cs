using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>The ground truth of one direction of a link.</summary>
/// <param name="From">The sending region.</param>
/// <param name="To">The receiving region.</param>
/// <param name="Seed">The direction's own seed, in hexadecimal.</param>
/// <param name="Profile">The profile in force.</param>
/// <param name="OfferedPackets">Packets that came to the link.</param>
/// <param name="OfferedBytes">Bytes of their IP packets.</param>
/// <param name="DeliveredPackets">Packets handed over on the far side.</param>
/// <param name="DeliveredBytes">Bytes of their IP packets.</param>
/// <param name="LossPackets">Dropped by the profile's independent loss.</param>
/// <param name="BurstLossPackets">Dropped by the profile's burst loss.</param>
/// <param name="QueueDropPackets">Dropped because the bottleneck's queue was full.</param>
/// <param name="DownDropPackets">Dropped because the link was cut.</param>
/// <param name="OverloadDropPackets">Dropped because the emulator had no buffer left; not the link's fault.</param>
/// <param name="WriteFailedPackets">Refused by the receiving device; not the link's fault.</param>
/// <param name="InFlightPackets">Under way at the snapshot.</param>
/// <param name="InFlightAtResetPackets">Under way at the reset. Offered + this = delivered + drops + under way now.</param>
/// <param name="Flows">Flows told apart.</param>
/// <param name="EvictedFlows">Flows forgotten for want of room, since the start.</param>
/// <param name="Delay">From read to written, of delivered packets.</param>
/// <param name="QueueDelay">Wait for the bottleneck, of packets not dropped.</param>
/// <param name="Lateness">From due to written: the emulator's own error.</param>
public sealed record LinkDirectionTruth(
    string From,
    string To,
    string Seed,
    LinkProfile Profile,
    long OfferedPackets,
    long OfferedBytes,
    long DeliveredPackets,
    long DeliveredBytes,
    long LossPackets,
    long BurstLossPackets,
    long QueueDropPackets,
    long DownDropPackets,
    long OverloadDropPackets,
    long WriteFailedPackets,
    long InFlightPackets,
    long InFlightAtResetPackets,
    int Flows,
    long EvictedFlows,
    DelaySummary Delay,
    DelaySummary QueueDelay,
    DelaySummary Lateness)
{
    /// <summary>Puts counters into the form of the report.</summary>
    internal static LinkDirectionTruth Of(string from, string to, ulong seed, LinkProfile profile, LinkCounters counters) => new(
        from,
        to,
        $"0x{seed:x16}",
        profile,
        counters.OfferedPackets,
        counters.OfferedBytes,
        counters.DeliveredPackets,
        counters.DeliveredBytes,
        counters.LostPackets,
        counters.BurstLostPackets,
        counters.QueueDroppedPackets,
        counters.DownDroppedPackets,
        counters.OverloadDroppedPackets,
        counters.WriteFailedPackets,
        counters.InFlightPackets,
        counters.InFlightAtResetPackets,
        counters.Flows,
        counters.EvictedFlows,
        DelaySummary.Of(counters.Delay),
        DelaySummary.Of(counters.QueueDelay),
        DelaySummary.Of(counters.Lateness));
}

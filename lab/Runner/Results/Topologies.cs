using CdnLab.Core;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Results;
using CdnLab.Runner.Run;
using CdnLab.Scenario;

namespace CdnLab.Runner.Results;

/// <summary>Nodes, links and streams: as planned, and as they were.</summary>
internal static class Topologies
{
    public static TopologyResult Of(CollectedRun run) => new()
    {
        Regions = [.. run.Plan.Regions.Select(region => region.Name)],
        Nodes = [.. run.Plan.Nodes.Select(node => new TopologyNode
        {
            Name = node.Name,
            Role = node.Role == NodeRole.Origin ? "origin" : "edge",
            Region = node.Region,
            Address = run.Addresses[node.Name].ToString(),
            Viewers = run.Plan.Viewers.Count(viewer => viewer.Node == node.Name),
        })],
        Links = [.. run.Plan.Links.Where(link => string.CompareOrdinal(link.From, link.To) < 0).Select(link => new TopologyLink
        {
            From = link.From, To = link.To, Profile = link.Profile ?? "own values",
        })],
        Routes = [.. run.Plan.Viewers.Select(viewer => (viewer.Stream, viewer.Node)).Distinct()
            .Where(pair => run.Plan.Stream(pair.Stream).PublishTo != pair.Node)
            .Select(pair => new TopologyRoute { Stream = pair.Stream, From = run.Plan.Stream(pair.Stream).PublishTo, To = pair.Node })],
    };

    public static IReadOnlyList<LinkResult> LinksOf(CollectedRun run) => run.Links is not { } snapshot ? [] : [.. snapshot.Links.Select(link =>
    {
        double seconds = (snapshot.AtNs - snapshot.SinceNs) / 1e9;
        LinkSettings asked = run.Plan.Link(link.From, link.To)
            ?? throw new InvalidOperationException($"The fabric tells of a link {link.From}->{link.To} that the scenario does not have.");
        return new LinkResult
        {
            From = link.From,
            To = link.To,
            AskedDelayMs = asked.Delay.TotalMilliseconds,
            AskedJitterMs = asked.Jitter.TotalMilliseconds,
            AskedLossRatio = asked.Loss,
            AskedRateMbps = asked.Rate.BitsPerSecond == 0 ? null : asked.Rate.BitsPerSecond / 1e6,
            RealisedDelay = Summary(link.Delay),
            RealisedJitterMs = link.Delay.Count == 0 ? null : link.Delay.StddevMs,
            RealisedRateMbps = link.DeliveredBytes * 8 / 1e6 / seconds,
            OfferedPackets = link.OfferedPackets,
            DeliveredPackets = link.DeliveredPackets,
            DeliveredBytes = link.DeliveredBytes,
            Dropped = [.. new (string Reason, long Packets)[]
            {
                ("loss", link.LossPackets),
                ("burst loss", link.BurstLossPackets),
                ("queue", link.QueueDropPackets),
                ("link down", link.DownDropPackets),
                ("emulator overload", link.OverloadDropPackets),
                ("device refused", link.WriteFailedPackets),
            }.Where(drop => drop.Packets > 0).Select(drop => new DropCount { Reason = drop.Reason, Packets = drop.Packets })],
            EmulatorLateness = Summary(link.Lateness),
        };
    })];

    public static IReadOnlyList<StreamResult> StreamsOf(CollectedRun run)
    {
        double seconds = (run.WindowEndNs - run.WindowStartNs) / 1e9;
        return [.. run.Swarms.Values.SelectMany(swarm => swarm.Publishers).Select(publisher => new StreamResult
        {
            Name = publisher.Stream,
            Origin = run.Plan.Stream(publisher.Stream).PublishTo,
            PublisherRegion = run.Plan.Stream(publisher.Stream).Region,
            VideoCodec = "VP8",
            AudioCodec = "opus",
            SentVideoFrames = publisher.VideoFrames,
            SentAudioFrames = publisher.AudioFrames,
            SentPackets = publisher.Packets,
            BitrateKbps = publisher.Octets * 8 / 1000.0 / seconds,
        })];
    }

    public static LatencySummary? Summary(DelaySummary delay) => delay.Count == 0 ? null : new LatencySummary
    {
        Count = delay.Count, P50Ms = delay.P50Ms, P95Ms = delay.P95Ms, P99Ms = delay.P99Ms, MaxMs = delay.MaxMs,
    };
}

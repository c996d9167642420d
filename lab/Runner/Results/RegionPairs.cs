using CdnLab.Core;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Results;
using CdnLab.Runner.Run;
using CdnLab.Viewers.Swarm;

namespace CdnLab.Runner.Results;

/// <summary>Latency, loss and freezes by publisher's region and viewers' region.</summary>
internal static class RegionPairs
{
    private const double BinMs = 1000;

    public static IReadOnlyList<RegionPairResult> Of(CollectedRun run)
    {
        var results = new List<RegionPairResult>();
        foreach ((string from, string to, IReadOnlyList<ViewedStreamResult> streams, SwarmViewerResult[] viewers) in Pairs(run))
        {
            LatencyHistogram video = Merge(streams.Select(stream => stream.Video));
            LatencyHistogram audio = Merge(streams.Select(stream => stream.Audio));
            var all = new LatencyHistogram();
            all.Merge(video);
            all.Merge(audio);
            double? linkDelay = LinkDelayP50(run, from, to);
            LatencySummary? latency = LatencySummary.From(all);
            long expected = viewers.Sum(viewer => FramesSent(run, viewer.Stream));
            long complete = viewers.Sum(viewer => viewer.VideoFrames + viewer.AudioFrames);
            double frozen = viewers.Sum(viewer => viewer.FrozenMs);
            double watched = (run.WindowEndNs - run.WindowStartNs) / 1e6 * viewers.Length;
            results.Add(new RegionPairResult
            {
                PublisherRegion = from,
                ViewerRegion = to,
                Viewers = viewers.Length,
                Latency = latency,
                VideoLatency = LatencySummary.From(video),
                AudioLatency = LatencySummary.From(audio),
                Histogram = all.Count == 0 ? null : all.ToData(),
                LinkDelayP50Ms = linkDelay,
                OverLinkP50Ms = latency is null || linkDelay is null ? null : latency.P50Ms - linkDelay,
                ExpectedPackets = viewers.Sum(viewer => viewer.PacketsExpected),
                LostPackets = viewers.Sum(viewer => viewer.PacketsLost),
                RepairedPackets = viewers.Sum(viewer => viewer.PacketsRepaired),
                ResidualLossRatio = expected == 0 ? 0 : Math.Max(0, (expected - complete) / (double)expected),
                FramesExpected = expected,
                FramesComplete = complete,
                FramesLate = viewers.Sum(viewer => viewer.LateFrames),
                FreezeCount = viewers.Sum(viewer => viewer.Freezes),
                FreezeTimeMs = frozen,
                FreezeRatio = watched == 0 ? 0 : frozen / watched,
            });
        }

        return results;
    }

    public static IReadOnlyList<LatencyTimeline> OverTime(CollectedRun run)
    {
        var timelines = new List<LatencyTimeline>();
        long firstSecond = run.WindowStartNs / 1_000_000_000;
        foreach ((string from, string to, IReadOnlyList<ViewedStreamResult> streams, _) in Pairs(run))
        {
            LatencyBin[] bins = [.. streams.SelectMany(stream => stream.Bins).GroupBy(bin => bin.Second).OrderBy(second => second.Key).Select(second =>
            {
                LatencyHistogram latency = Merge(second.Select(bin => bin.Latency));
                return new LatencyBin
                {
                    StartMs = (second.Key - firstSecond) * BinMs,
                    Count = latency.Count,
                    P50Ms = latency.PercentileMs(50),
                    P99Ms = latency.PercentileMs(99),
                    MaxMs = latency.MaxNanoseconds / 1e6,
                };
            })];
            timelines.Add(new LatencyTimeline { PublisherRegion = from, ViewerRegion = to, BinMs = BinMs, Bins = bins });
        }

        return timelines;
    }

    public static long FramesSent(CollectedRun run, string stream) =>
        run.Swarms.Values.SelectMany(swarm => swarm.Publishers).Where(publisher => publisher.Stream == stream).Sum(publisher => publisher.VideoFrames + publisher.AudioFrames);

    /// <summary>The realised delay of the link from one region to another; 0 within a region, null when it is not shaped.</summary>
    public static double? LinkDelayP50(CollectedRun run, string from, string to)
    {
        if (from == to)
        {
            return 0;
        }

        LinkDirectionTruth? link = run.Links?.Links.FirstOrDefault(direction => direction.From == from && direction.To == to);
        return link is null || link.Delay.Count == 0 ? null : link.Delay.P50Ms;
    }

    private static IEnumerable<(string From, string To, IReadOnlyList<ViewedStreamResult> Streams, SwarmViewerResult[] Viewers)> Pairs(CollectedRun run)
    {
        foreach (string from in run.Plan.Regions.Select(region => region.Name))
        {
            foreach ((string to, SwarmResults swarm) in run.Swarms)
            {
                SwarmViewerResult[] viewers = [.. swarm.Viewers.Where(viewer => run.Plan.Stream(viewer.Stream).Region == from)];
                if (viewers.Length > 0)
                {
                    yield return (from, to, [.. swarm.Streams.Where(stream => run.Plan.Stream(stream.Stream).Region == from)], viewers);
                }
            }
        }
    }

    private static LatencyHistogram Merge(IEnumerable<HistogramData> parts)
    {
        var all = new LatencyHistogram();
        foreach (HistogramData part in parts)
        {
            all.Merge(LatencyHistogram.FromData(part));
        }

        return all;
    }
}

using CdnLab.Core;
using CdnLab.Measurement.Results;
using CdnLab.Runner.Run;
using CdnLab.Viewers.Swarm;

namespace CdnLab.Runner.Results;

/// <summary>How long joining took, phase by phase, by region pair, on edges that had the stream and on those that had not.</summary>
internal static class Joins
{
    private const int Phases = 5;

    public static IReadOnlyList<JoinResult> Of(CollectedRun run)
    {
        var results = new List<JoinResult>();
        foreach ((string region, SwarmResults swarm) in run.Swarms)
        {
            foreach (var group in swarm.Viewers.GroupBy(viewer => (viewer.Cold, Publisher: run.Plan.Stream(viewer.Stream).Region)).OrderBy(group => group.Key))
            {
                double[][] complete = [.. group.Where(viewer => viewer.JoinMs.Count == Phases).Select(viewer => viewer.JoinMs.ToArray())];
                results.Add(new JoinResult
                {
                    Kind = group.Key.Cold ? JoinKind.Cold : JoinKind.Warm,
                    PublisherRegion = group.Key.Publisher,
                    ViewerRegion = region,
                    Count = complete.Length,
                    Failed = group.Count() - complete.Length,
                    Total = Phase(complete.Select(join => join[4])),
                    Http = Phase(complete.Select(join => join[0])),
                    Ice = Phase(complete.Select(join => join[1] - join[0])),
                    Dtls = Phase(complete.Select(join => join[2] - join[1])),

                    // The kernel stamps a packet before the loop hears that the keys are there; the phase is then over already.
                    FirstPacket = Phase(complete.Select(join => Math.Max(0, join[3] - join[2]))),
                    FirstKeyFrame = Phase(complete.Select(join => Math.Max(0, join[4] - Math.Max(join[3], join[2])))),
                });
            }
        }

        return results;
    }

    private static JoinPhase Phase(IEnumerable<double> milliseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (double value in milliseconds)
        {
            histogram.Record((long)(value * 1e6));
        }

        return new JoinPhase { P50Ms = histogram.PercentileMs(50), P95Ms = histogram.PercentileMs(95) };
    }
}

using CdnLab.Core;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Results;
using CdnLab.Runner.Run;
using CdnLab.Viewers.Swarm;

namespace CdnLab.Runner.Results;

/// <summary>
/// Follows traced packets from the publisher's plan to the viewer's kernel, hop by hop. SSRC and sequence number change at
/// every node; each node tells which packet became which, and links tell by the numbers in the clear.
/// </summary>
internal static class HopJoiner
{
    public static IReadOnlyList<LatencyWaterfall> Join(CollectedRun run)
    {
        Dictionary<(uint Ssrc, ushort Sequence), (long Planned, long Sent)> published = [];
        foreach (PublisherResult publisher in run.Swarms.Values.SelectMany(swarm => swarm.Publishers))
        {
            for (int i = 0; i + 4 < publisher.Traces.Count; i += 5)
            {
                published[((uint)publisher.Traces[i], (ushort)publisher.Traces[i + 1])] = (publisher.Traces[i + 3], publisher.Traces[i + 4]);
            }
        }

        Dictionary<(uint Ssrc, ushort Sequence), NodeHop> hops = [];
        foreach (MeasuredProcess node in run.Processes.Where(process => process.Node is not null))
        {
            IReadOnlyList<long> flat = node.Node!.Hops;
            for (int i = 0; i + 6 < flat.Count; i += 7)
            {
                hops[((uint)flat[i + 4], (ushort)flat[i + 5])] = new NodeHop(node.Role, flat[i], flat[i + 1], ((uint)flat[i + 2], (ushort)flat[i + 3]));
            }
        }

        Dictionary<(uint Ssrc, ushort Sequence), TraceRecord> crossed = [];
        foreach (TraceRecord record in run.LinkTrace)
        {
            crossed.TryAdd((record.Ssrc, record.Sequence), record);
        }

        var paths = new Dictionary<(string From, string To), HopStatistics>();
        foreach ((string region, SwarmResults swarm) in run.Swarms)
        {
            foreach (SwarmViewerResult viewer in swarm.Viewers)
            {
                string from = run.Plan.Stream(viewer.Stream).Region;
                if (!paths.TryGetValue((from, region), out HopStatistics? statistics))
                {
                    paths.Add((from, region), statistics = new HopStatistics());
                }

                for (int i = 0; i + 3 < viewer.Traces.Count; i += 4)
                {
                    Follow(((uint)viewer.Traces[i], (ushort)viewer.Traces[i + 1]), viewer.Traces[i + 3], published, hops, crossed, statistics);
                }
            }
        }

        return [.. paths.Where(path => path.Value.Count > 0).Select(path => path.Value.ToWaterfall(path.Key.From, path.Key.To))];
    }

    private static void Follow(
        (uint Ssrc, ushort Sequence) packet,
        long received,
        Dictionary<(uint Ssrc, ushort Sequence), (long Planned, long Sent)> published,
        Dictionary<(uint Ssrc, ushort Sequence), NodeHop> hops,
        Dictionary<(uint Ssrc, ushort Sequence), TraceRecord> crossed,
        HopStatistics statistics)
    {
        var stages = new List<(string Name, StageKind Kind, long Nanoseconds)>();
        (uint Ssrc, ushort Sequence) at = packet;
        while (hops.TryGetValue(at, out NodeHop hop))
        {
            stages.Insert(0, (hop.Role, StageKind.Node, hop.Sent - hop.Received));
            at = hop.In;

            // What came to this node under these numbers may have crossed a link on the way.
            if (crossed.TryGetValue(at, out TraceRecord record))
            {
                if (record.Out is not { } left)
                {
                    return;
                }

                stages.Insert(0, ($"link {record.From} → {record.To}", StageKind.Link, left.NanosecondsSince(record.In)));
            }
        }

        // Retransmitted on the way, or sent before the window: not a whole path.
        if (stages.Count == 0 || !published.TryGetValue(at, out (long Planned, long Sent) start))
        {
            return;
        }

        stages.Insert(0, ("publisher", StageKind.Host, start.Sent - start.Planned));
        statistics.Add(stages, received - start.Planned);
    }

    private readonly record struct NodeHop(string Role, long Received, long Sent, (uint Ssrc, ushort Sequence) In);
}

using CdnLab.Core;
using CdnLab.Udp;
using CdnLab.Viewers.Peers;

namespace CdnLab.Viewers.Swarm;

/// <summary>Turns what peers measured into results.</summary>
internal static class SwarmReport
{
    public static long Drops(UdpBatchSocket socket) =>
        socket.DroppedBySendBuffer + socket.RefusedByKernel + socket.Received.DroppedByReceiveBuffer;

    public static PublisherResult Of(PublishedStream published)
    {
        PublisherPeer peer = published.Peer;
        var traces = new List<long>();
        foreach (SentPacketTrace trace in peer.Traces)
        {
            traces.AddRange([trace.Ssrc, trace.Sequence, trace.Timestamp, trace.PlannedNs, trace.SentNs]);
        }

        return new PublisherResult(
            published.Stream,
            peer.VideoFrames,
            peer.AudioFrames,
            peer.Packets,
            peer.Octets,
            peer.Lateness.ToData(),
            peer.Cuts,
            peer.Retransmitted,
            traces);
    }

    public static SwarmViewerResult Of(SwarmSession session)
    {
        ViewerMeasurement measured = session.Peer.Finish();
        var traces = new List<long>();
        foreach (ReceivedPacketTrace trace in session.Peer.Traces)
        {
            traces.AddRange([trace.Ssrc, trace.Sequence, trace.Timestamp, trace.ReceivedNs]);
        }

        return new SwarmViewerResult
        {
            Id = session.Viewer.Id,
            Stream = session.Viewer.Stream,
            Edge = session.Viewer.Edge,
            Cold = session.Viewer.Cold,
            JoinMs = JoinMs(session.Peer.Join),
            VideoFrames = measured.VideoFrames,
            AudioFrames = measured.AudioFrames,
            LateFrames = measured.LateFrames,
            DamagedFrames = measured.DamagedFrames,
            PacketsExpected = measured.PacketsExpected,
            PacketsLost = measured.Loss.Lost,
            PacketsRepaired = measured.Loss.Repaired,
            Freezes = measured.Freezes,
            FrozenMs = measured.FrozenNanoseconds / 1e6,
            LatencyP50Ms = measured.Latency.Count == 0 ? null : measured.Latency.PercentileMs(50),
            LatencyP99Ms = measured.Latency.Count == 0 ? null : measured.Latency.PercentileMs(99),
            UnprotectFailures = session.Peer.UnprotectFailures,
            Ended = session.Peer.Goodbye.Length > 0 ? session.Peer.Goodbye : session.Peer.IsOver ? session.Peer.Transport!.Failure : "",
            Traces = traces,
        };
    }

    public static IReadOnlyList<ViewedStreamResult> ByStream(IReadOnlyDictionary<string, StreamLatencies> streams) =>
    [
        .. streams.Select(stream => new ViewedStreamResult(
            stream.Key,
            stream.Value.Video.ToData(),
            stream.Value.Audio.ToData(),
            [.. stream.Value.BySecond.Select(bin => new LatencySecond(bin.Key, bin.Value.ToData()))])),
    ];

    private static List<double> JoinMs(JoinTimes join)
    {
        var steps = new List<double>();
        foreach (Instant at in (ReadOnlySpan<Instant>)[join.AnsweredAt, join.IceConnectedAt, join.ConnectedAt, join.FirstPacketAt, join.FirstKeyFrameAt])
        {
            if (at.IsNever)
            {
                break;
            }

            steps.Add(at.NanosecondsSince(join.BegunAt) / 1e6);
        }

        return steps;
    }
}

using CdnLab.Core;

namespace CdnLab.Viewers.Swarm;

/// <summary>What one publisher sent in the window.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="VideoFrames">Pictures planned in the window.</param>
/// <param name="AudioFrames">Sounds planned in the window.</param>
/// <param name="Packets">Media packets, retransmissions apart.</param>
/// <param name="Octets">Payload bytes.</param>
/// <param name="Lateness">From a frame's planned moment to the sending call.</param>
/// <param name="Cuts">Key frames cut to on request, since the start.</param>
/// <param name="Retransmitted">Packets sent again, since the start.</param>
/// <param name="Traces">Traced packets, five numbers each: SSRC, sequence number, RTP timestamp, planned ns, sent ns.</param>
public sealed record PublisherResult(
    string Stream,
    long VideoFrames,
    long AudioFrames,
    long Packets,
    long Octets,
    HistogramData Lateness,
    long Cuts,
    long Retransmitted,
    IReadOnlyList<long> Traces);

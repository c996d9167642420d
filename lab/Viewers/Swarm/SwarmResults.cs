namespace CdnLab.Viewers.Swarm;

/// <summary>What a swarm measured in its window.</summary>
/// <param name="Publishers">Its publishers.</param>
/// <param name="Streams">Latencies of its viewers, taken together by stream.</param>
/// <param name="Viewers">Its viewers one by one.</param>
/// <param name="Process">The process itself.</param>
public sealed record SwarmResults(
    IReadOnlyList<PublisherResult> Publishers,
    IReadOnlyList<ViewedStreamResult> Streams,
    IReadOnlyList<SwarmViewerResult> Viewers,
    SwarmProcessResult Process);

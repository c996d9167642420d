using CdnLab.Core;

namespace CdnLab.Viewers.Peers;

/// <summary>The moments of a viewer's joining; <see cref="Instant.Never"/> for those that have not come.</summary>
public sealed class JoinTimes
{
    /// <summary>The request began.</summary>
    public Instant BegunAt { get; set; } = Instant.Never;

    /// <summary>The answer was there (201).</summary>
    public Instant AnsweredAt { get; set; } = Instant.Never;

    /// <summary>ICE had found a pair.</summary>
    public Instant IceConnectedAt { get; set; } = Instant.Never;

    /// <summary>DTLS had made the keys.</summary>
    public Instant ConnectedAt { get; set; } = Instant.Never;

    /// <summary>The kernel took in the first media packet.</summary>
    public Instant FirstPacketAt { get; set; } = Instant.Never;

    /// <summary>The first key frame was complete.</summary>
    public Instant FirstKeyFrameAt { get; set; } = Instant.Never;

    /// <summary>Whether the viewer can see a picture.</summary>
    public bool IsComplete => !FirstKeyFrameAt.IsNever;
}

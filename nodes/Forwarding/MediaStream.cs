using CdnLab.Core;

namespace CdnLab.Forwarding;

/// <summary>A stream at this node: its tracks, where it comes from, and who receives it.</summary>
internal sealed class MediaStream
{
    public MediaStream(string name, LocalStreamKind kind, Track[] tracks)
    {
        Name = name;
        Kind = kind;
        Tracks = tracks;
    }

    public string Name { get; }

    public LocalStreamKind Kind { get; }

    public Track[] Tracks { get; }

    /// <summary>The pull that fetches it; empty for a published stream.</summary>
    public string PullId { get; set; } = "";

    /// <summary>The publisher's or the upstream session.</summary>
    public PeerSession? Source { get; set; }

    public List<PeerSession> Receivers { get; } = [];

    /// <summary>Since when nobody has received it; <see cref="Instant.Never"/> while somebody does.</summary>
    public Instant IdleSince { get; set; } = Instant.Never;

    /// <summary>Whether it has been told to the outside.</summary>
    public bool Announced { get; set; }

    public StreamDescription Describe() => new(Name, Array.ConvertAll(Tracks, track => track.Description));
}

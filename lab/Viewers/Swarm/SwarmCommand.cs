using System.Text.Json.Serialization;

namespace CdnLab.Viewers.Swarm;

/// <summary>What a runner asks of a swarm: one JSON object a line on its standard input; each is answered by one event.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "cmd")]
[JsonDerivedType(typeof(Publish), "publish")]
[JsonDerivedType(typeof(Join), "join")]
[JsonDerivedType(typeof(Window), "window")]
[JsonDerivedType(typeof(Collect), "collect")]
[JsonDerivedType(typeof(Probe), "probe")]
[JsonDerivedType(typeof(Leave), "leave")]
[JsonDerivedType(typeof(Stop), "stop")]
public abstract record SwarmCommand
{
    private SwarmCommand()
    {
    }

    /// <summary>Publish the clip as a stream; answered when the transport is up.</summary>
    public sealed record Publish(string Stream, string Url, string Address) : SwarmCommand;

    /// <summary>Have viewers join; answered when each has its first key frame or has failed.</summary>
    /// <param name="Viewers">Who joins, in this order.</param>
    /// <param name="PerSecond">Joins begun per second.</param>
    public sealed record Join(IReadOnlyList<SwarmViewer> Viewers, double PerSecond) : SwarmCommand;

    /// <summary>Measure the frames planned in this span of the host's monotonic clock.</summary>
    public sealed record Window(long StartNs, long EndNs) : SwarmCommand;

    /// <summary>Write what was measured to a file; once, after the window has closed.</summary>
    public sealed record Collect(string Path) : SwarmCommand;

    /// <summary>Send a player's offer and tell what was answered, nothing more.</summary>
    public sealed record Probe(string Url, string Address) : SwarmCommand;

    /// <summary>Have all viewers leave; publishers stay.</summary>
    public sealed record Leave : SwarmCommand;

    /// <summary>End.</summary>
    public sealed record Stop : SwarmCommand;
}

using System.Text.Json.Serialization;

namespace CdnLab.Viewers.Swarm;

/// <summary>What a swarm tells its runner: one JSON object a line on its standard output.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Joined), "joined")]
[JsonDerivedType(typeof(Probed), "probed")]
public abstract record SwarmEvent
{
    private SwarmEvent()
    {
    }

    /// <summary>It takes commands.</summary>
    public sealed record Ready(int Pid) : SwarmEvent;

    /// <summary>The command was carried out.</summary>
    public sealed record Done : SwarmEvent;

    /// <summary>The command was not carried out.</summary>
    public sealed record Failed(string Reason) : SwarmEvent;

    /// <summary>The viewers have joined, but for those named.</summary>
    public sealed record Joined(int Count, IReadOnlyList<JoinFailure> Failures) : SwarmEvent;

    /// <summary>What the endpoint answered.</summary>
    public sealed record Probed(int Status, string Reason) : SwarmEvent;
}

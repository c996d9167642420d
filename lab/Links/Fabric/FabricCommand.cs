using System.Text.Json.Serialization;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>A line on the fabric's standard input. Each is answered by one line on its standard output, in order.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "cmd")]
[JsonDerivedType(typeof(Snapshot), "snapshot")]
[JsonDerivedType(typeof(Reset), "reset")]
[JsonDerivedType(typeof(SetLink), "set-link")]
[JsonDerivedType(typeof(Stop), "stop")]
public abstract record FabricCommand
{
    private FabricCommand()
    {
    }

    /// <summary>Asks for the ground truth since the last reset; answered by <see cref="FabricEvent.Snapshot"/>.</summary>
    public sealed record Snapshot : FabricCommand;

    /// <summary>Zeroes counters and histograms; answered by <see cref="FabricEvent.Reset"/>.</summary>
    public sealed record Reset : FabricCommand;

    /// <summary>Changes a link; answered by <see cref="FabricEvent.LinkSet"/>. What is left out stays as it is.</summary>
    /// <param name="A">Name of one region.</param>
    /// <param name="B">Name of the other.</param>
    /// <param name="ProfileAB">The profile from A to B.</param>
    /// <param name="ProfileBA">The profile from B to A.</param>
    /// <param name="Down">Cuts both directions, or joins them again; stronger than what the profiles say.</param>
    public sealed record SetLink(
        string A, string B, LinkProfile? ProfileAB = null, LinkProfile? ProfileBA = null, bool? Down = null) : FabricCommand;

    /// <summary>Writes the trace and ends; answered by <see cref="FabricEvent.Stopped"/>. The end of the input does the same.</summary>
    public sealed record Stop : FabricCommand;
}

using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>A node process that the run starts.</summary>
/// <param name="Name">Unique in the scenario.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Region">Name of its region.</param>
/// <param name="EntryPoint">Name of the node that it asks for membership; null when it waits to be contacted.</param>
/// <param name="Stage">From 1; a stage starts when all nodes of the one before are up and connected.</param>
/// <param name="Settings">Passed to the node as they are, under the names of <see cref="NodeSettings"/>, in the order of the file.</param>
public sealed record NodePlan(
    string Name, NodeRole Role, string Region, string? EntryPoint, int Stage, ImmutableArray<KeyValuePair<string, string>> Settings);

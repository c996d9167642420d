using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Viewers that share a distribution over streams.</summary>
/// <param name="At">Names of the nodes they watch at.</param>
/// <param name="Count">Viewers at each of these nodes.</param>
/// <param name="Watch">Streams with their shares in percent; sums to 100.</param>
/// <param name="Index">Position in the file, from 0.</param>
public sealed record ViewerGroup(
    ImmutableArray<string> At, int Count, ImmutableArray<(string Stream, decimal Percent)> Watch, int Index);

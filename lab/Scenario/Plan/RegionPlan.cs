namespace CdnLab.Scenario;

/// <summary>A region: nodes and viewers that reach each other without a shaped link.</summary>
/// <param name="Name">Lower-case letters, digits and -.</param>
/// <param name="Index">Position in the file, from 0; decides the region's addresses.</param>
public sealed record RegionPlan(string Name, int Index);

namespace CdnLab.Scenario;

/// <summary>One viewer.</summary>
/// <param name="Id">From 0 over the whole scenario.</param>
/// <param name="Node">Name of the node where it watches.</param>
/// <param name="Stream">What it watches.</param>
/// <param name="Region">The node's region, where the viewer sits too.</param>
/// <param name="RegionIndex">From 0 over the viewers of its region; decides its address.</param>
/// <param name="Group">Index of its <see cref="ViewerGroup"/>.</param>
public sealed record ViewerPlan(int Id, string Node, string Stream, string Region, int RegionIndex, int Group);

namespace CdnLab.Scenario;

/// <summary>A stream that a lab publisher sends.</summary>
/// <param name="Name">Unique in the scenario.</param>
/// <param name="PublishTo">Name of the origin.</param>
/// <param name="Region">The origin's region, where the publisher sits too.</param>
/// <param name="Source">What is sent: <c>clip</c>, the lab's own clip.</param>
/// <param name="Index">Position in the file, from 0.</param>
public sealed record StreamPlan(string Name, string PublishTo, string Region, string Source, int Index);

namespace CdnLab.Scenario;

/// <summary>Something about the CDN that must hold while it runs, tried once.</summary>
/// <param name="Name">Shown in the report.</param>
/// <param name="Play">The stream that is asked for.</param>
/// <param name="At">Name of the node that is asked.</param>
/// <param name="Expect">What must come of it.</param>
public sealed record CheckPlan(string Name, string Play, string At, CheckOutcome Expect);

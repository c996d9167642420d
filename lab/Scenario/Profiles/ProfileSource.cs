namespace CdnLab.Scenario;

/// <summary>A publication of round-trip times.</summary>
/// <param name="Id">The word by which profiles cite it.</param>
/// <param name="Title">What it is.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Date">The period or day of the figures, in words.</param>
/// <param name="Note">How far to trust it; null for nothing to say.</param>
public sealed record ProfileSource(string Id, string Title, string Url, string Date, string? Note);

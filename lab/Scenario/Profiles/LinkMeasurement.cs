namespace CdnLab.Scenario;

/// <summary>A published round-trip time.</summary>
/// <param name="Source">Who published it.</param>
/// <param name="Pair">The places in the source's own words; null where they are the profile's.</param>
/// <param name="There">Median round trip asked from the first place.</param>
/// <param name="Back">Median round trip asked from the second place; null where only one was published.</param>
/// <param name="P90">90th percentile of the round trip; null where unpublished.</param>
public sealed record LinkMeasurement(ProfileSource Source, string? Pair, TimeSpan There, TimeSpan? Back, TimeSpan? P90);

namespace CdnLab.Scenario;

/// <summary>One key of a map with its value.</summary>
internal sealed record ConfigEntry(string Key, SourceMark KeyAt, ConfigNode Value);

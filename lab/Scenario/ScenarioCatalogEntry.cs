namespace CdnLab.Scenario;

/// <summary>A scenario that can be run.</summary>
/// <param name="Name">The file's name without <c>.yaml</c>, which is how a user asks for it.</param>
/// <param name="Path">The file.</param>
/// <param name="Description">Its first sentence; empty where the file has none or cannot be read.</param>
public sealed record ScenarioCatalogEntry(string Name, string Path, string Description);

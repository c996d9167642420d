namespace CdnLab.Scenario;

/// <summary>A key of a map.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="Required">Whether leaving it out is an error.</param>
internal readonly record struct Key(string Name, bool Required = false);

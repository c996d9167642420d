namespace CdnLab.Fuzz.Tests;

/// <summary>An input that is kept.</summary>
/// <param name="Name">Folder and file.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record CorpusCase(string Name, byte[] Bytes);

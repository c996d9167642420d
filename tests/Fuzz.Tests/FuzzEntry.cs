namespace CdnLab.Fuzz.Tests;

/// <summary>A target in the list.</summary>
/// <param name="Make">Makes it; cheap, because it is also asked for its name.</param>
/// <param name="Mutations">How many an ordinary run tries.</param>
/// <param name="Folders">Folders of the corpus that it begins from; null for the one of its name.</param>
internal sealed record FuzzEntry(Func<IFuzzTarget> Make, int Mutations, string[]? Folders = null);

namespace CdnLab.Scenario;

/// <summary>The scenarios of a folder, with the link profiles beside them.</summary>
public sealed class ScenarioCatalog
{
    /// <summary>The file of link profiles in a scenario folder.</summary>
    public const string ProfilesFile = "profiles.yaml";

    private readonly string _folder;

    /// <summary>Opens a folder; it need not exist, it is then empty.</summary>
    /// <param name="folder">The folder, named in errors as given here.</param>
    public ScenarioCatalog(string folder) => _folder = folder;

    /// <summary>The scenarios, by name.</summary>
    public IReadOnlyList<ScenarioCatalogEntry> List() => !Directory.Exists(_folder)
        ? []
        : [.. Directory.EnumerateFiles(_folder, "*.yaml")
            .Where(file => Path.GetFileName(file) != ProfilesFile)
            .Select(file => new ScenarioCatalogEntry(Path.GetFileNameWithoutExtension(file), file, DescriptionOf(file)))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>The link profiles of the folder, with their errors; none where the folder has no such file.</summary>
    public LinkProfiles LoadProfiles()
    {
        string path = Path.Combine(_folder, ProfilesFile);
        return File.Exists(path) ? LinkProfiles.Load(path) : LinkProfiles.None;
    }

    /// <summary>Loads a scenario by its name, or by the path of a file anywhere, which uses the profiles beside it or else those of the folder.</summary>
    /// <param name="nameOrPath"><c>eu-us</c>, or a path that ends in <c>.yaml</c> or <c>.yml</c>.</param>
    /// <param name="overrides">Values that win over the file's.</param>
    /// <returns>The plan or all errors; an unknown name is an error that lists close matches.</returns>
    public ScenarioLoadResult Load(string nameOrPath, ScenarioOverrides overrides)
    {
        if (nameOrPath.EndsWith(".yaml", StringComparison.Ordinal) || nameOrPath.EndsWith(".yml", StringComparison.Ordinal))
        {
            string beside = Path.Combine(Path.GetDirectoryName(nameOrPath) ?? "", ProfilesFile);
            return ScenarioLoader.Load(nameOrPath, File.Exists(beside) ? LinkProfiles.Load(beside) : LoadProfiles(), overrides);
        }

        IReadOnlyList<ScenarioCatalogEntry> all = List();
        if (all.FirstOrDefault(entry => entry.Name == nameOrPath) is { } found)
        {
            return ScenarioLoader.Load(found.Path, LoadProfiles(), overrides);
        }

        string[] names = [.. all.Select(entry => entry.Name)];
        IReadOnlyList<string> close = Suggestion.Matches(nameOrPath, names);
        return new ScenarioLoadResult(
            null,
            [new ScenarioError(
                new SourceMark(_folder, 0, 0), "scenario", nameOrPath, "is not the name of a scenario",
                Words.OneOf(names, "a scenario, but the folder has none"), close.Count > 0 ? string.Join("\" or \"", close) : null)]);
    }

    // Lists must not fail for one bad file; whoever loads it is told what is wrong.
    private static string DescriptionOf(string file)
    {
        var ignored = new ErrorList();
        string text = TextFile.Read(file, ignored) ?? "";
        return ((YamlText.Parse(text, file, ignored) as ConfigMap)?.Find("description")?.Value as ConfigScalar)?.Text.Trim() ?? "";
    }
}

using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>The link profiles that scenarios may name.</summary>
public sealed class LinkProfiles
{
    private readonly ImmutableSortedDictionary<string, LinkProfile> _byName;

    internal LinkProfiles(IEnumerable<LinkProfile> profiles, ImmutableArray<ScenarioError> errors)
    {
        All = [.. profiles];
        _byName = All.ToImmutableSortedDictionary(profile => profile.Name, profile => profile, StringComparer.Ordinal);
        Errors = errors;
    }

    /// <summary>No profiles: links state their own values.</summary>
    public static LinkProfiles None { get; } = new([], []);

    /// <summary>Profiles in the order of the file.</summary>
    public ImmutableArray<LinkProfile> All { get; }

    /// <summary>What is wrong with the file; the profiles that were right are there all the same.</summary>
    public ImmutableArray<ScenarioError> Errors { get; }

    internal IReadOnlyCollection<string> Names => [.. _byName.Keys];

    /// <summary>Reads a profile file. Never throws for what is in it or for a file that is not there.</summary>
    public static LinkProfiles Load(string path)
    {
        var errors = new ErrorList();
        return TextFile.Read(path, errors) is { } text ? Parse(text, path) : new LinkProfiles([], errors.ToSorted());
    }

    /// <summary>Reads profiles from text.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="source">Name of the file, for errors.</param>
    public static LinkProfiles Parse(string text, string source)
    {
        var errors = new ErrorList();
        List<LinkProfile> profiles = YamlText.Parse(text, source, errors) is { } root ? ProfileReader.Read(root, errors) : [];
        return new LinkProfiles(profiles, errors.ToSorted());
    }

    /// <summary>The profile of a name, or null.</summary>
    public LinkProfile? Find(string name) => _byName.GetValueOrDefault(name);
}

namespace CdnLab.Scenario;

/// <summary>What the sections of a file share while it is read.</summary>
internal sealed class ReadContext(ErrorList errors, LinkProfiles profiles)
{
    public ErrorList Errors { get; } = errors;

    public LinkProfiles Profiles { get; } = profiles;

    /// <summary>
    /// Every name that was declared, whether or not the rest of its declaration is right: a node with a bad role must not
    /// make each mention of it an error of its own.
    /// </summary>
    public HashSet<string> RegionNames { get; } = [];

    /// <inheritdoc cref="RegionNames"/>
    public HashSet<string> NodeNames { get; } = [];

    /// <inheritdoc cref="RegionNames"/>
    public HashSet<string> StreamNames { get; } = [];

    /// <summary>Opens each item of a list; items that are no maps are reported and left out.</summary>
    public List<ObjectReader> OpenItems(ObjectReader root, string key, KeySet keys, int maximum)
    {
        var readers = new List<ObjectReader>();
        if (root.List(key, $"a list, each item a {keys.Name}") is not { } list)
        {
            return readers;
        }

        if (list.Items.Count > maximum)
        {
            root.Fail(key, $"has {list.Items.Count} items", $"at most {maximum}");
            return readers;
        }

        for (int i = 0; i < list.Items.Count; i++)
        {
            if (ObjectReader.Open(Errors, list.Items[i], $"{key}.{list.NameOf(i)}", keys) is { } reader)
            {
                readers.Add(reader);
            }
        }

        return readers;
    }

    /// <summary>Reports names that are given twice, at their second place.</summary>
    public static void Declare(IEnumerable<ObjectReader> readers, HashSet<string> names, string kind)
    {
        var first = new Dictionary<string, SourceMark>();
        foreach (ObjectReader reader in readers)
        {
            if ((reader.Node("name") as ConfigScalar)?.Text.Trim() is not { Length: > 0 } name)
            {
                continue;
            }

            if (!first.TryAdd(name, reader.At("name")))
            {
                reader.Fail("name", $"is the name of two {kind}s; the first is at {first[name]}", "a name of its own");
            }

            names.Add(name);
        }
    }
}

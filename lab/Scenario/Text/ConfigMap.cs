namespace CdnLab.Scenario;

/// <summary>A YAML mapping, in the order of the file.</summary>
internal sealed class ConfigMap(SourceMark at, bool flow) : ConfigNode(at)
{
    public List<ConfigEntry> Entries { get; } = [];

    /// <summary>Whether it was written on one line: <c>{ a: b }</c>.</summary>
    public bool Flow { get; } = flow;

    public override string Kind => "a map";

    public ConfigEntry? Find(string key) => Entries.Find(entry => entry.Key == key);

    /// <summary>Replaces the value of a key, or adds the key at the end.</summary>
    public void Set(string key, SourceMark keyAt, ConfigNode value)
    {
        int index = Entries.FindIndex(entry => entry.Key == key);
        if (index < 0)
        {
            Entries.Add(new ConfigEntry(key, keyAt, value));
        }
        else
        {
            Entries[index] = Entries[index] with { Value = value };
        }
    }

    public override ConfigNode Clone()
    {
        var copy = new ConfigMap(At, Flow);
        copy.Entries.AddRange(Entries.Select(entry => entry with { Value = entry.Value.Clone() }));
        return copy;
    }
}

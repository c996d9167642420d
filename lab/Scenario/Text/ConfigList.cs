namespace CdnLab.Scenario;

/// <summary>A YAML sequence.</summary>
internal sealed class ConfigList(SourceMark at, bool flow) : ConfigNode(at)
{
    public List<ConfigNode> Items { get; } = [];

    /// <summary>Whether it was written on one line: <c>[a, b]</c>.</summary>
    public bool Flow { get; } = flow;

    public override string Kind => "a list";

    /// <summary>The name by which paths speak of an item: its <c>name</c> where it has one, else its index.</summary>
    public string NameOf(int index) =>
        Items[index] is ConfigMap map && map.Find("name")?.Value is ConfigScalar { Text.Length: > 0 } name && !name.Text.Contains('.')
            ? name.Text
            : index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public override ConfigNode Clone()
    {
        var copy = new ConfigList(At, Flow);
        copy.Items.AddRange(Items.Select(item => item.Clone()));
        return copy;
    }
}

namespace CdnLab.Scenario;

/// <summary>The keys that one kind of map may have.</summary>
/// <param name="Name">What the map describes, for messages and as the name in the JSON schema.</param>
/// <param name="Keys">Every key, in the order of the documentation.</param>
internal sealed record KeySet(string Name, params Key[] Keys)
{
    public IEnumerable<string> Names => Keys.Select(key => key.Name);
}

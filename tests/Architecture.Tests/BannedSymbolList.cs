namespace CdnLab.Architecture.Tests;

/// <summary>The list that the build of the cores reads, in the form that compiled code is held against.</summary>
internal sealed class BannedSymbolList
{
    private readonly HashSet<string> _types = [];
    private readonly HashSet<string> _members = [];
    private readonly List<string> _namespaces = [];

    public BannedSymbolList(IEnumerable<string> lines)
    {
        foreach (string line in lines.Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)))
        {
            string id = line.Split(';')[0];
            string name = id[2..].Split('(')[0];
            int dot = name.LastIndexOf('.');
            switch (id[0])
            {
                case 'T':
                    _types.Add(name);
                    break;
                case 'N':
                    _namespaces.Add(name + ".");
                    break;
                case 'P':
                    _members.Add($"{name[..dot]}.get_{name[(dot + 1)..]}");
                    break;
                case 'M':
                    _members.Add(name);
                    break;
                default:
                    throw new FormatException($"BannedSymbols.txt: {line} is of no kind that the tests know.");
            }
        }
    }

    public int Count => _types.Count + _members.Count + _namespaces.Count;

    /// <summary>Whether compiled code may not name this type, or this member of it.</summary>
    /// <param name="type">Full name without generic arity.</param>
    /// <param name="member">Name in metadata; empty where only the type is named.</param>
    public bool Bans(string type, string member) =>
        _types.Contains(type)
        || _members.Contains($"{type}.{member}")
        || _namespaces.Exists(prefix => type.StartsWith(prefix, StringComparison.Ordinal));
}

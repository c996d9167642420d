using System.Globalization;
using CdnLab.Core;

namespace CdnLab.Scenario;

/// <summary>Reads the keys of one map into typed values; whatever is wrong goes to the error list and yields null.</summary>
/// <remarks>Unknown and missing keys are reported when the reader is made.</remarks>
internal sealed class ObjectReader
{
    private readonly ErrorList _errors;
    private readonly ConfigMap _map;

    private ObjectReader(ErrorList errors, ConfigMap map, string path)
    {
        _errors = errors;
        _map = map;
        Path = path;
    }

    /// <summary>Dotted path of the map; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Where the map begins.</summary>
    public SourceMark MapAt => _map.At;

    /// <summary>Opens a node that must be a map with keys of <paramref name="keys"/>; null, with an error, if it is none.</summary>
    public static ObjectReader? Open(ErrorList errors, ConfigNode node, string path, KeySet keys)
    {
        if (node is not ConfigMap map)
        {
            errors.Add(new ScenarioError(
                node.At, path, (node as ConfigScalar)?.Text, $"is {node.Kind}", keys.Keys.Length == 0 ? "{}" : $"a {keys.Name} with the keys {string.Join(", ", keys.Names)}"));
            return null;
        }

        var reader = new ObjectReader(errors, map, path);

        foreach (ConfigEntry entry in map.Entries.Where(entry => !keys.Names.Contains(entry.Key)))
        {
            errors.Add(new ScenarioError(
                entry.KeyAt, reader.PathOf(entry.Key), (entry.Value as ConfigScalar)?.Text, entry.Value is ConfigScalar ? "is given to an unknown key" : "is an unknown key",
                keys.Keys.Length == 0 ? "no keys" : $"one of {string.Join(", ", keys.Names)}", Suggestion.For(entry.Key, keys.Names)));
        }

        foreach (Key key in keys.Keys.Where(key => key.Required && map.Find(key.Name) is null))
        {
            errors.Add(new ScenarioError(map.At, reader.PathOf(key.Name), null, "this key is missing", $"in every {keys.Name}"));
        }

        return reader;
    }

    public bool Has(string key) => _map.Find(key) is not null;

    /// <summary>Where a key's value is written; the map's own place if the key is absent.</summary>
    public SourceMark At(string key) => _map.Find(key)?.Value.At ?? _map.At;

    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>Reports what is wrong with a key's value.</summary>
    public void Fail(string key, string problem, string? expected = null, string? suggestion = null) =>
        _errors.Add(new ScenarioError(At(key), PathOf(key), (_map.Find(key)?.Value as ConfigScalar)?.Text, problem, expected, suggestion));

    public string? Text(string key, string expected)
    {
        switch (_map.Find(key)?.Value)
        {
            case null:
                return null;
            case ConfigScalar { IsNull: true }:
                Fail(key, "has no value", expected);
                return null;
            case ConfigScalar scalar:
                return scalar.Text.Trim();
            case { } other:
                Fail(key, $"is {other.Kind}", expected);
                return null;
        }
    }

    public string? Name(string key, NameRule rule)
    {
        string? text = Text(key, rule.Expected);
        if (text is null || rule.Accepts(text))
        {
            return text;
        }

        Fail(key, "is not a name that can be used here", rule.Expected);
        return null;
    }

    /// <summary>The name of something declared elsewhere in the file.</summary>
    public string? Reference(string key, string kind, IReadOnlyCollection<string> known)
    {
        string? text = Text(key, $"the name of a {kind}");
        if (text is null || known.Contains(text))
        {
            return text;
        }

        Fail(key, $"is not the name of a {kind}", Words.OneOf(known, $"a {kind}, but none is declared"), Suggestion.For(text, known));
        return null;
    }

    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        string? text = Text(key, Words.OneOf(choices.Keys));
        if (text is null)
        {
            return null;
        }

        if (choices.TryGetValue(text, out T value))
        {
            return value;
        }

        Fail(key, $"is not a known {key}", Words.OneOf(choices.Keys), Suggestion.For(text, choices.Keys));
        return null;
    }

    public TimeSpan? Duration(string key, TimeSpan minimum, TimeSpan maximum)
    {
        string expected = $"{Units.Format(minimum)} to {Units.Format(maximum)}, with its unit: us, ms, s, min or h";
        return Parsed(key, "is not a duration", expected, (string text, out TimeSpan value) => Units.TryParseDuration(text, out value), value => value >= minimum && value <= maximum);
    }

    public Bitrate? Rate(string key, Bitrate minimum, Bitrate maximum)
    {
        string expected = $"{minimum} to {maximum}, with its unit: bit/s, kbit/s, Mbit/s or Gbit/s; or unlimited";
        return Parsed(
            key, "is not a rate", expected, (string text, out Bitrate value) => Units.TryParseRate(text, out value),
            value => value == default ? Text(key, expected) == "unlimited" : value.BitsPerSecond >= minimum.BitsPerSecond && value.BitsPerSecond <= maximum.BitsPerSecond);
    }

    /// <summary>A percentage from 0 to <paramref name="maximum"/>, in percent.</summary>
    public decimal? Percent(string key, decimal maximum = 100) => Parsed(
        key, "is not a percentage", string.Create(CultureInfo.InvariantCulture, $"0 % to {maximum} %, with the sign %"),
        (string text, out decimal value) => Units.TryParsePercent(text, out value), value => value >= 0 && value <= maximum);

    public long? Whole(string key, long minimum, long maximum) => Parsed(
        key, "is not a whole number", $"{minimum} to {maximum}", (string text, out long value) => Units.TryParseWhole(text, out value),
        value => value >= minimum && value <= maximum);

    /// <summary>The value as a list; null when the key is absent or, with an error, of another kind.</summary>
    public ConfigList? List(string key, string expected)
    {
        ConfigNode? value = _map.Find(key)?.Value;
        if (value is null or ConfigList)
        {
            return value as ConfigList;
        }

        Fail(key, value is ConfigScalar { IsNull: true } ? "has no value" : $"is {value.Kind}", expected);
        return null;
    }

    /// <summary>The value as a map; null when the key is absent or, with an error, of another kind.</summary>
    public ConfigMap? Map(string key, string expected)
    {
        ConfigNode? value = _map.Find(key)?.Value;
        if (value is null or ConfigMap)
        {
            return value as ConfigMap;
        }

        Fail(key, value is ConfigScalar { IsNull: true } ? "has no value" : $"is {value.Kind}", expected);
        return null;
    }

    public ConfigNode? Node(string key) => _map.Find(key)?.Value;

    private T? Parsed<T>(string key, string problem, string expected, TryParse<T> parse, Func<T, bool> inRange)
        where T : struct
    {
        string? text = Text(key, expected);
        if (text is null)
        {
            return null;
        }

        if (!parse(text, out T value))
        {
            Fail(key, problem, expected);
            return null;
        }

        if (!inRange(value))
        {
            Fail(key, "is out of range", expected);
            return null;
        }

        return value;
    }

    private delegate bool TryParse<T>(string text, out T value);
}

using System.Text.Json;

namespace CdnLab.Node.Settings;

/// <summary>Collects the settings as text: command line before environment before file.</summary>
internal sealed class SettingSources
{
    private readonly Dictionary<string, SettingValue> _values = new(StringComparer.Ordinal);
    private readonly List<string> _errors;

    private SettingSources(List<string> errors) => _errors = errors;

    /// <summary>Reads all sources; what is wrong is added to <paramref name="errors"/> as sentences.</summary>
    public static SettingSources Collect(
        IReadOnlyList<string> arguments, Func<string, string?> environment, Func<string, string> readFile, List<string> errors)
    {
        var sources = new SettingSources(errors);
        sources.AddCommandLine(arguments);
        sources.AddEnvironment(environment);
        if (sources.TryGet(SettingDefinitions.Config, out SettingValue file))
        {
            sources.AddFile(file, readFile);
        }

        return sources;
    }

    /// <summary>The value of a setting, if any source has one.</summary>
    public bool TryGet(string name, out SettingValue value) => _values.TryGetValue(name, out value);

    private void AddCommandLine(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
            {
                _errors.Add($"'{argument}' stands alone on the command line; a setting is written --name value.");
                continue;
            }

            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string option = equals < 0 ? argument : argument[..equals];
            SettingDefinition? definition = Find(option[2..]);
            if (definition is null)
            {
                _errors.Add($"{option} is not a setting of this version{Suggest(option[2..], known => known.Option)}");

                // Its value, if it has one, is not reported as a second mistake.
                if (equals < 0 && i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                {
                    i++;
                }

                continue;
            }

            string? text = equals < 0 ? null : argument[(equals + 1)..];
            if (text is null && i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal)
                && (!definition.IsSwitch || bool.TryParse(arguments[i + 1], out _)))
            {
                text = arguments[++i];
            }

            if (text is null && !definition.IsSwitch)
            {
                _errors.Add($"{option} needs a value: {definition.Value}.");
                continue;
            }

            if (!_values.TryAdd(definition.Name, new SettingValue(text ?? "true", option)))
            {
                _errors.Add($"{option} is given twice; one of the two must go.");
            }
        }
    }

    private void AddEnvironment(Func<string, string?> environment)
    {
        foreach (SettingDefinition definition in SettingDefinitions.All)
        {
            if (environment(definition.Variable) is { Length: > 0 } text)
            {
                _values.TryAdd(definition.Name, new SettingValue(text, definition.Variable));
            }
        }
    }

    private void AddFile(SettingValue file, Func<string, string> readFile)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                readFile(file.Text),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                _errors.Add($"{file.Text} must hold a JSON object of settings, but holds {Describe(document.RootElement)}.");
                return;
            }

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                AddFromFile(file.Text, property);
            }
        }
        catch (JsonException error)
        {
            _errors.Add($"{file.Text}, line {error.LineNumber + 1}: not valid JSON.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            _errors.Add($"{file.Source} '{file.Text}' cannot be read: {error.Message}");
        }
    }

    private void AddFromFile(string path, JsonProperty property)
    {
        SettingDefinition? definition = Find(property.Name);
        if (definition is null || definition.Name == SettingDefinitions.Config)
        {
            _errors.Add($"{path}: '{property.Name}' is not a setting of this version{Suggest(property.Name, known => known.Name)}");
            return;
        }

        char separator = definition.Name == SettingDefinitions.Listen ? ';' : ',';
        string? text = property.Value.ValueKind switch
        {
            JsonValueKind.String => property.Value.GetString(),
            JsonValueKind.Number => property.Value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Array when property.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                string.Join(separator, property.Value.EnumerateArray().Select(item => item.GetString())),
            _ => null,
        };
        if (text is null)
        {
            _errors.Add($"{path}: '{property.Name}' is {Describe(property.Value)}; expected was {Expected(definition)}.");
            return;
        }

        _values.TryAdd(definition.Name, new SettingValue(text, $"{property.Name} in {path}"));
    }

    private static string Expected(SettingDefinition definition) => definition.IsSwitch ? "true or false" : definition.Value;

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => "a " + element.ValueKind.ToString().ToLowerInvariant(),
    };

    private static SettingDefinition? Find(string name)
    {
        string canonical = name.Replace('-', '_');
        return SettingDefinitions.All.FirstOrDefault(definition => definition.Name == canonical);
    }

    private static string Suggest(string name, Func<SettingDefinition, string> spell)
    {
        string canonical = name.Replace('-', '_').ToLowerInvariant();
        (SettingDefinition definition, int distance) = SettingDefinitions.All
            .Select(definition => (definition, distance: EditDistance(canonical, definition.Name)))
            .MinBy(pair => pair.distance);
        return distance <= Math.Max(2, definition.Name.Length / 4) ? $"; did you mean {spell(definition)}?" : "; --help lists them.";
    }

    private static int EditDistance(string a, string b)
    {
        int[] previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}

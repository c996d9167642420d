using System.Globalization;

namespace CdnLab.Scenario;

/// <summary>
/// Writes overrides into the tree before it is read. A value put there carries the override as its mark, so the reader's own
/// checks report it with the same words as a value of the file.
/// </summary>
internal sealed class OverrideApplier(ErrorList errors)
{
    private static readonly Dictionary<string, string> Shortcuts = new(
        ScenarioKeys.LinkShortcuts.Select(key => KeyValuePair.Create(key, $"links.*.{key}")))
    {
        ["viewers"] = "viewers.*.count",
        ["backend"] = "links_backend",
    };

    public void Apply(ConfigMap root, ScenarioOverride change)
    {
        var mark = new SourceMark(change.ToString(), 0, 0);
        string[] path = Shortcuts.GetValueOrDefault(change.Key, change.Key).Split('.');
        string[] firstWords = [.. ScenarioKeys.Scenario.Names, .. Shortcuts.Keys.Except(ScenarioKeys.Scenario.Names)];
        if (!firstWords.Contains(path[0]))
        {
            errors.Add(new ScenarioError(mark, "", null, $"{path[0]} is no key of a scenario", $"one of {string.Join(", ", firstWords)}", Suggestion.For(path[0], firstWords)));
            return;
        }

        if (path.Contains(""))
        {
            errors.Add(new ScenarioError(mark, "", null, "has an empty part in its path", "keys, names and indexes with single dots between"));
            return;
        }

        ConfigNode? value = ValueOf(change.Value, mark);
        if (value is not null)
        {
            Put(root, path, 0, value, mark);
        }
    }

    private ConfigNode? ValueOf(string text, SourceMark mark) => text[0] is '[' or '{'
        ? YamlText.Parse(text, mark.Source, errors, mark)
        : text.Length > 1 && text[0] == '"' && text[^1] == '"' ? new ConfigScalar(mark, text[1..^1], quoted: true) : new ConfigScalar(mark, text, quoted: false);

    private void Put(ConfigNode node, string[] path, int depth, ConfigNode value, SourceMark mark)
    {
        string key = path[depth];
        bool last = depth == path.Length - 1;
        switch (node)
        {
            case ConfigMap map when last:
                map.Set(key, mark, value.Clone());
                break;
            case ConfigMap map:
                if (map.Find(key)?.Value is null or ConfigScalar { IsNull: true })
                {
                    if (depth == 0)
                    {
                        Fail(path, depth, mark, $"this scenario has no {key}", null);
                        return;
                    }

                    map.Set(key, mark, new ConfigMap(mark, flow: true));
                }

                Put(map.Find(key)!.Value, path, depth + 1, value, mark);
                break;
            case ConfigList list:
                PutInList(list, path, depth, value, mark);
                break;
            default:
                Fail(path, depth, mark, $"{string.Join('.', path[..depth])} is a single value", "a path that ends there");
                break;
        }
    }

    private void PutInList(ConfigList list, string[] path, int depth, ConfigNode value, SourceMark mark)
    {
        string key = path[depth];
        string[] names = [.. Enumerable.Range(0, list.Items.Count).Select(list.NameOf)];
        int[] indexes = key == "*" ? [.. Enumerable.Range(0, list.Items.Count)]
            : Array.IndexOf(names, key) is >= 0 and int named ? [named]
            : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Items.Count ? [index]
            : [];
        string parent = string.Join('.', path[..depth]);
        if (indexes.Length == 0)
        {
            bool empty = list.Items.Count == 0;
            Fail(
                path, depth, mark, empty ? $"{parent} is empty, so there is nothing to change" : $"{parent} has no item {key}",
                empty ? null : Words.OneOf([.. names, "*"]), empty ? null : Suggestion.For(key, names));
            return;
        }

        foreach (int i in indexes)
        {
            if (depth == path.Length - 1)
            {
                list.Items[i] = value.Clone();
            }
            else
            {
                Put(list.Items[i], path, depth + 1, value, mark);
            }
        }
    }

    private void Fail(string[] path, int depth, SourceMark mark, string problem, string? expected, string? suggestion = null) =>
        errors.Add(new ScenarioError(mark, string.Join('.', path[..(depth + 1)]), null, problem, expected, suggestion));
}

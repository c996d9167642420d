using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Overrides from the environment and the command line, in the order in which they apply: later ones win.</summary>
/// <remarks>Precedence: argument, then environment, then file, then default.</remarks>
public sealed class ScenarioOverrides
{
    /// <summary>The environment variable that holds overrides: <c>viewers=10;loss=1%</c>.</summary>
    public const string Variable = "CDNLAB_SET";

    private ScenarioOverrides(ImmutableArray<ScenarioOverride> items, ImmutableArray<ScenarioError> errors)
    {
        Items = items;
        Errors = errors;
    }

    /// <summary>No overrides.</summary>
    public static ScenarioOverrides None { get; } = new([], []);

    /// <summary>The overrides in the order in which they apply.</summary>
    public ImmutableArray<ScenarioOverride> Items { get; }

    /// <summary>What could not be read; loading a scenario reports it with its own errors.</summary>
    public ImmutableArray<ScenarioError> Errors { get; }

    /// <summary>Reads overrides.</summary>
    /// <param name="arguments">
    /// The values of <c>--set</c>, each <c>key=value</c> or several with commas between. A part without <c>=</c> belongs to the
    /// value before it, so <c>nodes.e.settings.cdn_groups=EU,GPU</c> is one override.
    /// </param>
    /// <param name="environment">The text of <see cref="Variable"/>, with semicolons between; null for none.</param>
    public static ScenarioOverrides From(IEnumerable<string> arguments, string? environment = null)
    {
        var items = ImmutableArray.CreateBuilder<ScenarioOverride>();
        var errors = ImmutableArray.CreateBuilder<ScenarioError>();
        foreach (string part in (environment ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Add(Variable, part);
        }

        foreach (string part in arguments.SelectMany(SplitArgument))
        {
            Add("--set", part);
        }

        return new ScenarioOverrides(items.ToImmutable(), errors.ToImmutable());

        void Add(string origin, string part)
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? part : part[..equals].Trim();
            string value = equals < 0 ? "" : part[(equals + 1)..].Trim();
            if (key.Length == 0 || value.Length == 0)
            {
                errors.Add(new ScenarioError(new SourceMark($"{origin} {part}", 0, 0), "", null, "is not an override", "key=value, such as viewers=200"));
                return;
            }

            items.Add(new ScenarioOverride(origin, key, value));
        }
    }

    /// <summary>These overrides and one more, of an option of its own such as <c>--seed 42</c>; it wins over the others.</summary>
    public ScenarioOverrides With(string option, string key, string value) => new(Items.Add(new ScenarioOverride(option, key, value)), Errors);

    private static List<string> SplitArgument(string argument)
    {
        var parts = new List<string>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= argument.Length; i++)
        {
            if (i < argument.Length)
            {
                depth += argument[i] is '[' or '{' ? 1 : argument[i] is ']' or '}' ? -1 : 0;
                if (argument[i] != ',' || depth > 0)
                {
                    continue;
                }
            }

            string part = argument[start..i].Trim();
            start = i + 1;
            if (parts.Count > 0 && !part.Contains('=', StringComparison.Ordinal))
            {
                parts[^1] = $"{parts[^1]},{part}";
            }
            else if (part.Length > 0)
            {
                parts.Add(part);
            }
        }

        return parts;
    }
}

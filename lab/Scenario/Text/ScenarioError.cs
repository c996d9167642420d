using System.Text;

namespace CdnLab.Scenario;

/// <summary>One thing in a scenario or profile file, or in an override, that must be changed before a run can start.</summary>
/// <param name="At">File, line and column, or the override.</param>
/// <param name="Key">Dotted path of the key, such as <c>nodes.e-eu1.role</c>; empty where the whole file is meant.</param>
/// <param name="Value">What was written; null where a key is missing or the value is a list or map.</param>
/// <param name="Problem">What is wrong with it: "is not a duration".</param>
/// <param name="Expected">What would be accepted; null where the problem says it.</param>
/// <param name="Suggestion">The known word that is nearest to what was written; null when none is near.</param>
public sealed record ScenarioError(
    SourceMark At, string Key, string? Value, string Problem, string? Expected = null, string? Suggestion = null)
{
    /// <summary>The whole sentence: place, key, value, problem, what was expected.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(At.ToString()).Append(": ");
        if (Key.Length > 0)
        {
            text.Append(Key).Append(": ");
        }

        if (Value is not null)
        {
            text.Append('"').Append(Value).Append("\" ");
        }

        text.Append(Problem);
        if (Expected is not null)
        {
            text.Append("; expected ").Append(Expected);
        }

        if (Suggestion is not null)
        {
            text.Append("; did you mean \"").Append(Suggestion).Append("\"?");
        }

        return text.ToString();
    }
}

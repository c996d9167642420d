namespace CdnLab.Scenario;

/// <summary>One value that replaces what the file says.</summary>
/// <param name="Origin">The option or variable it came from: <c>--set</c>, <c>CDNLAB_SET</c>.</param>
/// <param name="Key">A short word (<c>viewers</c>, <c>loss</c>) or a dotted path (<c>links.0.loss</c>).</param>
/// <param name="Value">The value, as it would stand in the file.</param>
public sealed record ScenarioOverride(string Origin, string Key, string Value)
{
    /// <summary>As the user wrote it: <c>--set viewers=200</c>.</summary>
    public override string ToString() => Origin.StartsWith("--", StringComparison.Ordinal) && Origin != "--set" ? $"{Origin} {Value}" : $"{Origin} {Key}={Value}";
}

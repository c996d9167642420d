namespace CdnLab.Node.Settings;

/// <summary>One setting as people write it.</summary>
/// <param name="Name">Its name in a file, in snake_case.</param>
/// <param name="Value">What its value looks like; empty for a switch that needs none on the command line.</param>
/// <param name="Default">The default in words.</param>
/// <param name="Meaning">One line.</param>
public sealed record SettingDefinition(string Name, string Value, string Default, string Meaning)
{
    /// <summary>Whether it may stand on the command line without a value.</summary>
    public bool IsSwitch => Value.Length == 0;

    /// <summary>How it is written on a command line.</summary>
    public string Option => "--" + Name.Replace('_', '-');

    /// <summary>The environment variable: <c>CDN_ROLE</c> for <c>cdn_role</c>, <c>CDN_NODE_LISTEN</c> for <c>listen</c>.</summary>
    public string Variable => Name.StartsWith("cdn_", StringComparison.Ordinal)
        ? Name.ToUpperInvariant()
        : "CDN_NODE_" + Name.ToUpperInvariant();
}

using System.Text.RegularExpressions;

namespace CdnLab.Scenario.Tests;

/// <summary>Holds run-lab.ps1 against run-lab.sh by their text: no PowerShell is needed, and none ran it.</summary>
public sealed partial class ScriptParameterTests
{
    private static readonly string Sh = Repository.Read("run-lab.sh");
    private static readonly string Ps1 = Repository.Read("run-lab.ps1");

    [Fact]
    public void Both_scripts_have_the_same_parameters_with_the_same_help()
    {
        Dictionary<string, string> sh = HelpOfSh();
        Dictionary<string, string> ps1 = HelpParagraph().Matches(Ps1).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim());
        Assert.Equal(sh.Keys.Order(), ps1.Keys.Order());
        Assert.All(sh, pair => Assert.Equal(pair.Value, ps1[pair.Key]));
    }

    [Fact]
    public void Every_parameter_with_help_is_declared_in_both_and_no_other()
    {
        string[] help = [.. HelpOfSh().Keys.Order()];
        string block = Ps1[Ps1.IndexOf("\nparam(", StringComparison.Ordinal)..];
        block = block[..block.IndexOf("\n)", StringComparison.Ordinal)];
        Assert.Equal(help, Declaration().Matches(block).Select(match => match.Groups[1].Value).Order());

        string cases = Sh[Sh.IndexOf("    scenario) use Scenario", StringComparison.Ordinal)..];
        cases = cases[..cases.IndexOf("\ndone", StringComparison.Ordinal)];
        string[] labels = [.. Label().Matches(cases).SelectMany(match => match.Groups[1].Value.Split('|', StringSplitOptions.TrimEntries)).Where(label => label.Length > 1 && label != "'?'").Order()];
        Assert.Equal(help.Select(name => name.ToLowerInvariant()).Order(), labels);
    }

    [Fact]
    public void A_parameter_takes_a_value_in_both_scripts_or_in_neither()
    {
        string withValue = ValueList().Match(Sh).Groups[1].Value;
        string[] sh = [.. withValue.Split('|', StringSplitOptions.TrimEntries).Order()];
        string[] ps1 = [.. ValueDeclaration().Matches(Ps1).Select(match => match.Groups[1].Value.ToLowerInvariant()).Order()];
        Assert.Equal(sh, ps1);
    }

    private static Dictionary<string, string> HelpOfSh()
    {
        string help = Sh[Sh.IndexOf("<<'HELP'", StringComparison.Ordinal)..Sh.IndexOf("\nHELP\n", StringComparison.Ordinal)];
        return HelpLine().Matches(help).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim());
    }

    [GeneratedRegex(@"^  -(\w+)(?: [A-Z][A-Z,=]*)? {2,}(.+)$", RegexOptions.Multiline)]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"^\.PARAMETER (\w+)\n(.+)$", RegexOptions.Multiline)]
    private static partial Regex HelpParagraph();

    [GeneratedRegex(@"\] \$(\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^ {4}([a-z][a-z |'?]*)\)", RegexOptions.Multiline)]
    private static partial Regex Label();

    [GeneratedRegex(@"^ {4}(scenario \|[a-z |]+)\)$", RegexOptions.Multiline)]
    private static partial Regex ValueList();

    [GeneratedRegex(@"\[string(?:\[\])?\] \$(\w+)")]
    private static partial Regex ValueDeclaration();
}

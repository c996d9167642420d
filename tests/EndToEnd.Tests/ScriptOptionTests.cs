using System.CommandLine;
using System.Text.RegularExpressions;
using CdnLab.EndToEnd.Tests.Harness;
using CdnLab.Runner;

namespace CdnLab.EndToEnd.Tests;

/// <summary>Whatever the scripts hand over, the program carries out or answers with one sentence.</summary>
public sealed partial class ScriptOptionTests
{
    private static readonly string[] WithoutProgram = ["test", "help"];

    // What the script puts behind each verb, and a value for each option that takes one.
    private static readonly Dictionary<string, string[]> Arguments = new()
    {
        ["scenario"] = ["run", "eu-only"],
        ["list"] = ["list"],
        ["doctor"] = ["doctor"],
        ["compare"] = ["compare", "a.json", "b.json"],
        ["report"] = ["report", "runs/x"],
        ["calibrate"] = ["calibrate"],
        ["show"] = ["show", "cdn-nodes"],
    };

    [Fact]
    public void Every_parameter_of_both_scripts_is_a_verb_or_an_option_that_the_program_parses()
    {
        Dictionary<string, (string? Option, bool TakesValue)> cases = Cases();
        string ps1 = Checkout.Read("run-lab.ps1");
        string block = ps1[ps1.IndexOf("\nparam(", StringComparison.Ordinal)..];
        string[] parameters = [.. Declaration().Matches(block[..block.IndexOf("\n)", StringComparison.Ordinal)]).Select(match => match.Groups[1].Value.ToLowerInvariant())];
        Assert.Equal(cases.Keys.Concat(WithoutProgram).Order(), parameters.Order());

        foreach ((string parameter, (string? option, bool takesValue)) in cases)
        {
            string[] line = option is null ? Arguments[parameter]
                : [.. Arguments[parameter == "node" ? "show" : "scenario"], option, .. takesValue ? ["7"] : Array.Empty<string>()];
            AssertParses(line);
        }

        AssertParses(["compare", "a.json", "b.json", "--report", "out.html"]);
    }

    [Theory]
    [InlineData("compare", "a.json", "b.json", "--report", "out.html")]
    [InlineData("calibrate")]
    [InlineData("show", "cdn-routes", "--node", "http://127.0.0.1:8081")]
    [InlineData("run", "eu-only", "--live")]
    [InlineData("run", "eu-only", "--baseline", "main", "--pairs", "3")]
    [InlineData("run", "eu-only", "--pairs", "3")]
    [InlineData("run", "eu-only", "--gate", "ci")]
    [InlineData("run", "eu-only", "--profile", "local")]
    public void What_is_not_available_is_answered_with_one_sentence_and_exit_code_2(params string[] line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = CommandLine.Make(Checkout.Paths).Parse(line).Invoke(new InvocationConfiguration { Output = output, Error = errors });
        Assert.Equal((2, ""), (code, output.ToString()));
        Assert.Matches(@"\Acdnlab: .* is not available in this version\.[^\n]*\n\z", errors.ToString());
        Assert.Contains(line[0] == "run" ? line[2] : line[0], errors.ToString());
    }

    [Fact]
    public void An_unknown_option_is_an_error()
    {
        Assert.NotEmpty(CommandLine.Make(Checkout.Paths).Parse(["run", "eu-only", "--fast"]).Errors);
        Assert.NotEmpty(CommandLine.Make(Checkout.Paths).Parse(["walk"]).Errors);
    }

    private static void AssertParses(string[] line) =>
        Assert.True(CommandLine.Make(Checkout.Paths).Parse(line).Errors is { Count: 0 }, $"the program does not understand: cdnlab {string.Join(' ', line)}");

    /// <summary>What run-lab.sh makes of each parameter: a verb, or an option with or without a value.</summary>
    private static Dictionary<string, (string? Option, bool TakesValue)> Cases()
    {
        string script = Checkout.Read("run-lab.sh");
        string cases = script[script.IndexOf("    scenario) use Scenario", StringComparison.Ordinal)..];
        cases = cases[..cases.IndexOf("\ndone", StringComparison.Ordinal)];
        return Case().Matches(cases)
            .Where(match => !WithoutProgram.Contains(match.Groups["name"].Value))
            .ToDictionary(
                match => match.Groups["name"].Value,
                match => (match.Groups["option"] is { Success: true } option ? option.Value : null, match.Groups["value"].Success));
    }

    [GeneratedRegex(@"^    (?<name>[a-z]+)\)(?:\s*$|[^\n]*?(?:options\+=\((?<option>--[a-z-]+)(?<value> ""\$value"")?\))?[^\n(]*;;)", RegexOptions.Multiline)]
    private static partial Regex Case();

    [GeneratedRegex(@"\] \$(\w+)")]
    private static partial Regex Declaration();
}

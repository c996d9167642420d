using System.CommandLine;

namespace CdnLab.Runner;

/// <summary>
/// Verbs and options that <c>run-lab.sh</c> passes on and this program does not carry out: each is understood and answered with
/// one sentence and <see cref="ExitCodes.BadInput"/>, before anything is started.
/// </summary>
public static class NotAvailable
{
    private static readonly (string Name, bool TakesValue, string What)[] RunOptions =
    [
        ("--live", false, "Showing measurements while the run goes on"),
        ("--baseline", true, "Comparing with another commit or results file"),
        ("--pairs", true, "Running pairs of runs"),
        ("--gate", true, "Deciding pass or fail by named rules"),
        ("--profile", true, "Named sets of run options"),
    ];

    /// <summary>The verbs.</summary>
    public static IEnumerable<Command> Verbs()
    {
        yield return Verb(
            "compare", "Comparing results", new Argument<string[]>("results") { Arity = ArgumentArity.ZeroOrMore }, new Option<string>("--report"));
        yield return Verb("calibrate", "Comparing the machine with itself");
        yield return Verb(
            "show",
            "Asking a running node",
            new Argument<string[]>("what") { Arity = ArgumentArity.ZeroOrMore },
            new Option<string>("--node"),
            " A node's /status tells its nodes, streams and counters.");
    }

    /// <summary>Gives <c>run</c> its options that are not available, out of sight of its help.</summary>
    /// <returns>Tells, of a parsed command line, the sentence about the first of them that it names; null for none.</returns>
    public static Func<ParseResult, string?> AddTo(Command run)
    {
        var options = new List<(Option Option, string Sentence)>();
        foreach ((string name, bool takesValue, string what) in RunOptions)
        {
            Option option = takesValue ? new Option<string>(name) { Hidden = true } : new Option<bool>(name) { Hidden = true };
            run.Options.Add(option);
            options.Add((option, Sentence(what, name)));
        }

        return parsed => options.Find(candidate => parsed.GetResult(candidate.Option) is { Implicit: false }).Sentence;
    }

    /// <summary>Tells the sentence and gives the exit code.</summary>
    public static int Refuse(ParseResult parsed, string sentence)
    {
        parsed.InvocationConfiguration.Error.WriteLine($"cdnlab: {sentence}");
        return ExitCodes.BadInput;
    }

    private static Command Verb(string name, string what, Argument? argument = null, Option? option = null, string hint = "")
    {
        var verb = new Command(name, $"{what}: not available.") { Hidden = true };
        if (argument is not null)
        {
            verb.Arguments.Add(argument);
        }

        if (option is not null)
        {
            verb.Options.Add(option);
        }

        string sentence = Sentence(what, name) + hint;
        verb.SetAction(parsed => Refuse(parsed, sentence));
        return verb;
    }

    private static string Sentence(string what, string name) => $"{what} ({name}) is not available in this version.";
}

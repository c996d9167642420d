using System.CommandLine;
using CdnLab.Runner.Commands;

namespace CdnLab.Runner;

/// <summary>The verbs and options of <c>cdnlab</c>.</summary>
public static class CommandLine
{
    /// <summary>Makes the root command.</summary>
    public static RootCommand Make(LabPaths paths)
    {
        var root = new RootCommand("CdnLab: starts a real WebRTC CDN, shapes the links between its regions, watches it with simulated viewers and reports every frame's latency.");
        root.Subcommands.Add(Run(paths));
        var list = new Command("list", "Lists scenarios and link profiles.");
        list.SetAction(_ => ListCommand.Invoke(paths));
        root.Subcommands.Add(list);
        var doctor = new Command("doctor", "Says what this host offers to a run.");
        doctor.SetAction(_ => DoctorCommand.Invoke(paths));
        root.Subcommands.Add(doctor);
        var folder = new Argument<string>("folder") { Description = "The folder of a run, which holds results.json." };
        var report = new Command("report", "Makes the report of an old run again.") { folder };
        report.SetAction(parsed => ReportCommand.Invoke(parsed.GetValue(folder)!));
        root.Subcommands.Add(report);
        foreach (Command verb in NotAvailable.Verbs())
        {
            root.Subcommands.Add(verb);
        }

        return root;
    }

    /// <summary>Whether the arguments do not parse.</summary>
    public static bool HasErrors(LabPaths paths, string[] args) => Make(paths).Parse(args).Errors.Count > 0;

    private static Command Run(LabPaths paths)
    {
        var scenario = new Argument<string>("scenario") { Description = "A scenario's name, or the path of its file." };
        var set = new Option<string[]>("--set")
        {
            Description = "Values that override the scenario's: viewers=200,duration=30s,loss=1%",
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.ZeroOrMore,
        };
        var seed = new Option<string?>("--seed") { Description = "The seed of links and viewers." };
        var output = new Option<string?>("--out") { Description = "The folder to write to; runs/<scenario>/<time>-<commit> by default." };
        var hold = new Option<bool>("--hold") { Description = "Keep the cluster up after measuring, until Enter or Ctrl-C." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the scenario as it would run, and start nothing." };
        var run = new Command("run", "Runs a scenario and writes its report.") { scenario, set, seed, output, hold, dryRun };
        Func<ParseResult, string?> findRefusal = NotAvailable.AddTo(run);
        run.SetAction(parsed => findRefusal(parsed) is { } refusal ? Task.FromResult(NotAvailable.Refuse(parsed, refusal)) : new RunCommand(paths)
        {
            Scenario = parsed.GetValue(scenario)!,
            Set = [.. (parsed.GetValue(set) ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
            Seed = parsed.GetValue(seed),
            Out = parsed.GetValue(output),
            Hold = parsed.GetValue(hold),
            DryRun = parsed.GetValue(dryRun),
        }.InvokeAsync());
        return run;
    }
}

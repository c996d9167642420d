using System.Globalization;
using CdnLab.Links.Fabric;
using CdnLab.Measurement.Results;
using CdnLab.Runner.Output;
using CdnLab.Runner.Results;
using CdnLab.Runner.Run;
using CdnLab.Scenario;
using Spectre.Console;

namespace CdnLab.Runner.Commands;

/// <summary><c>cdnlab run</c>: one scenario from file to report.</summary>
internal sealed class RunCommand(LabPaths paths)
{
    public required string Scenario { get; init; }

    public required IReadOnlyList<string> Set { get; init; }

    public required string? Seed { get; init; }

    public required string? Out { get; init; }

    public required bool Hold { get; init; }

    public required bool DryRun { get; init; }

    public async Task<int> InvokeAsync()
    {
        if (CatalogAccess.Load(paths, Scenario, Set, Seed) is not { } plan)
        {
            return ExitCodes.BadInput;
        }

        try
        {
            Backend backend = Backend.Choose(plan);
            if (DryRun)
            {
                Console.Write(plan.EffectiveYaml);
                Console.WriteLine($"# links: {backend.Reason}");
                return ExitCodes.Pass;
            }

            return backend.ReExecute ? throw ReExecute() : await RunAsync(plan, backend).ConfigureAwait(false);
        }
        catch (RunFailedException exception)
        {
            Console.Error.WriteLine($"cdnlab: {exception.Message}");
            return exception.ExitCode;
        }
    }

    private async Task<int> RunAsync(ScenarioPlan plan, Backend backend)
    {
        (string commit, bool dirty) = paths.ReadCommit();
        string folder = Out is null
            ? Path.Combine(paths.Runs, plan.Name, $"{DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{commit}")
            : Path.GetFullPath(Out);
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "logs"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunFailedException(ExitCodes.BadInput, $"Nothing can be written to {folder}: {exception.Message} Another folder can be named with --out.", exception);
        }

        using var interrupts = new Interrupts();
        var run = new LabRun(paths, new RunOptions(plan, folder, Hold, Tell), backend);
        Tell($"scenario {plan.Name}: {plan.Nodes.Length} nodes, {plan.Viewers.Length} viewers, {plan.Duration.TotalSeconds:0.#} s; {backend.Reason}");
        CollectedRun collected;
        try
        {
            collected = await run.RunAsync(interrupts.Gentle, interrupts.Hard).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupts.Gentle.IsCancellationRequested)
        {
            Console.Error.WriteLine(interrupts.Hard.IsCancellationRequested
                ? "cdnlab: ended at once, by hand; there is no report, and nothing is left running."
                : "cdnlab: ended by hand before anything was measured; nothing is left running.");
            return ExitCodes.Cancelled;
        }

        ResultsDocument results = ResultsBuilder.Build(collected, commit, dirty, RepeatCommand(plan));
        string report = RunFiles.Write(folder, results);
        ConsoleSummary.Write(AnsiConsole.Console, results, report);
        return results.Verdict.ExitCode;
    }

    private static void Tell(string what) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {what}");

    private string RepeatCommand(ScenarioPlan plan)
    {
        string set = Set.Count == 0 ? "" : $" -Set {string.Join(',', Set)}";
        return $"./run-lab.sh -Scenario {Scenario}{set} -Seed {plan.Seed.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>Becomes the lab once more, as root of a user namespace of its own, where it may make network namespaces.</summary>
    /// <exception cref="RunFailedException">This process stays what it is.</exception>
    private static RunFailedException ReExecute()
    {
        // Started through the dotnet host, the program itself is the first argument; started by its own name it is not.
        string[] own = Environment.GetCommandLineArgs();
        bool throughHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        string problem = SelfReplacement.Replace(
        [
            .. NetworkNamespaceProbe.UserNamespaceCommand,
            "env",
            $"{Backend.InsideVariable}=1",
            Environment.ProcessPath!,
            .. throughHost ? own : own.Skip(1),
        ]);
        return new RunFailedException(ExitCodes.CannotRun, $"A user namespace cannot be entered: {problem}");
    }
}

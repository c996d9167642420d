using System.Globalization;
using CdnLab.Measurement.Results;
using CdnLab.Runner.Run;

namespace CdnLab.Runner.Results;

/// <summary>The one word and the one sentence.</summary>
internal static class Verdicts
{
    public static RunVerdict Of(
        CollectedRun run, IReadOnlyList<InstrumentReading> instruments, IReadOnlyList<CheckResult> checks, IReadOnlyList<RegionPairResult> pairs)
    {
        var findings = new List<Finding>();
        if (run.Backend == LinkBackend.Loopback && run.Plan.Links.Length > 0)
        {
            findings.Add(new Finding { Severity = FindingSeverity.Warning, Text = $"Links were not shaped. {run.BackendReason}" });
        }

        if (run.EndedEarly)
        {
            findings.Add(new Finding { Severity = FindingSeverity.Warning, Text = "The run was ended by hand; its figures are of the part before." });
        }

        foreach (MeasuredProcess node in run.Processes.Where(process => process.Node is { SocketDrops: > 0 }))
        {
            findings.Add(new Finding { Severity = FindingSeverity.Warning, Text = $"{node.Name} lost {node.Node!.SocketDrops} datagrams in its own socket buffers." });
        }

        foreach (CheckResult failed in checks.Where(check => !check.Ok))
        {
            findings.Add(new Finding { Severity = FindingSeverity.Error, Text = $"{failed.Name}: expected {failed.Expected}; observed {failed.Observed}" });
        }

        foreach (InstrumentReading poor in instruments.Where(instrument => !instrument.Ok))
        {
            findings.Add(new Finding
            {
                Severity = FindingSeverity.Error,
                Text = $"{poor.Name}: {poor.Value:0.###} {poor.Unit}, limit {poor.Limit:0.###}. {poor.Explanation}",
            });
        }

        (Outcome outcome, int exitCode, string sentence) = Judge(instruments, checks, pairs);
        return run.EndedEarly
            ? new RunVerdict
            {
                Outcome = outcome,
                ExitCode = ExitCodes.Cancelled,
                Sentence = string.Create(
                    CultureInfo.InvariantCulture,
                    $"Ended by hand after {(run.WindowEndNs - run.WindowStartNs) / 1e9:0.0} s of {run.Plan.Duration.TotalSeconds:0.#} s. {sentence}"),
                Findings = findings,
            }
            : new RunVerdict { Outcome = outcome, ExitCode = exitCode, Sentence = sentence, Findings = findings };
    }

    private static (Outcome Outcome, int ExitCode, string Sentence) Judge(
        IReadOnlyList<InstrumentReading> instruments, IReadOnlyList<CheckResult> checks, IReadOnlyList<RegionPairResult> pairs)
    {
        if (instruments.FirstOrDefault(instrument => !instrument.Ok) is { } poor)
        {
            return (Outcome.Invalid, ExitCodes.Invalid, $"Not judged: {poor.Name} was {poor.Value:0.###} {poor.Unit}, above the limit of {poor.Limit:0.###}.");
        }

        CheckResult[] failed = [.. checks.Where(check => !check.Ok)];
        if (failed.Length > 0)
        {
            string more = failed.Length > 1 ? $" ({failed.Length - 1} more)" : "";
            return (Outcome.Fail, ExitCodes.Breached, $"{Capitalise(failed[0].Name)} does not hold: {failed[0].Observed}{more}.");
        }

        RegionPairResult? slowest = pairs.Where(pair => pair.Latency is not null).MaxBy(pair => pair.Latency!.P99Ms);
        return slowest is null
            ? (Outcome.Pass, ExitCodes.Pass, "Everything holds; no viewer watched.")
            : (Outcome.Pass, ExitCodes.Pass,
                $"All {pairs.Sum(pair => pair.Viewers)} viewers got every frame in time; the longest way, {slowest.PublisherRegion} → {slowest.ViewerRegion}, took "
                + $"{slowest.Latency!.P50Ms:0.0} ms at p50 and {slowest.Latency.P99Ms:0.0} ms at p99"
                + (slowest.OverLinkP50Ms is { } over && slowest.LinkDelayP50Ms > 0 ? $", {over:0.0} ms over the link's own delay at p50." : "."));
    }

    private static string Capitalise(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

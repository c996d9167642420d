using System.Globalization;
using CdnLab.Measurement.Results;
using CdnLab.Runner.Run;
using CdnLab.Viewers.Swarm;

namespace CdnLab.Runner.Results;

/// <summary>What holds in every sound run, whatever the scenario: everybody joins, and everybody gets all of both media, unharmed.</summary>
internal static class Expectations
{
    /// <summary>The share of frames that may never arrive.</summary>
    public const double ResidualLossLimit = 0.001;

    // Above this share a link loses repairs too, now and then, and the second repair comes a round trip later than a picture can wait.
    private const double LossWithoutFreezes = 0.001;
    private const double FrozenShareLimit = 0.01;

    public static IReadOnlyList<CheckResult> Of(CollectedRun run, IReadOnlyList<RegionPairResult> pairs)
    {
        SwarmViewerResult[] viewers = [.. run.Swarms.Values.SelectMany(swarm => swarm.Viewers)];
        int planned = run.Plan.Viewers.Length;
        int bothMedia = viewers.Count(viewer => viewer is { VideoFrames: > 0, AudioFrames: > 0 });
        long expected = pairs.Sum(pair => pair.FramesExpected);
        long missing = expected - pairs.Sum(pair => pair.FramesComplete);
        long late = pairs.Sum(pair => pair.FramesLate);
        long damaged = viewers.Sum(viewer => viewer.DamagedFrames);
        long unprotected = viewers.Sum(viewer => viewer.UnprotectFailures);
        SwarmViewerResult[] ended = [.. viewers.Where(viewer => viewer.Ended.Length > 0)];
        double lossRatio = expected == 0 ? 0 : Math.Max(0, missing) / (double)expected;
        double lateRatio = expected == 0 ? 0 : late / (double)expected;
        long lost = run.Processes.Sum(process => process.Node?.UpstreamLost ?? 0);
        long repaired = run.Processes.Sum(process => process.Node?.UpstreamRepaired ?? 0);
        long givenUp = run.Processes.Sum(process => process.Node?.UpstreamGivenUp ?? 0);

        List<CheckResult> checks =
        [
            Check(
                "every viewer joins",
                $"{planned} viewers see a key frame",
                run.JoinFailures.Count == 0
                    ? $"{planned} of {planned}"
                    : $"{planned - run.JoinFailures.Count} of {planned}; first failure: {run.JoinFailures[0].Viewer}: {run.JoinFailures[0].Reason.Trim()}",
                run.JoinFailures.Count == 0),
            Check("every viewer gets picture and sound", $"{planned} viewers", $"{bothMedia} of {planned}", bothMedia == planned),
            Check("nobody is cut off", "no session ends before the run does", ended.Length == 0 ? "none" : $"{ended.Length}; first: {ended[0].Id}: {ended[0].Ended}", ended.Length == 0),
            Check("frames arrive", $"at most {ResidualLossLimit:P1} of the frames sent never become whole", $"{Math.Max(0, missing)} of {expected} ({lossRatio:P3})", lossRatio <= ResidualLossLimit),
            Check("frames arrive in time", $"at most {ResidualLossLimit:P1} become whole later than 500 ms after their planned time", $"{late} of {expected} ({lateRatio:P3})", lateRatio <= ResidualLossLimit),
            Check("frames are the publisher's", "no frame's hash differs, no packet fails authentication", $"{damaged} frames, {unprotected} packets", damaged == 0 && unprotected == 0),
            Freezes(run, pairs),
        ];
        if (run.Links is not null)
        {
            checks.Add(Check(
                "losses between nodes are repaired",
                $"at most {ResidualLossLimit:P1} of the packets lost between nodes are not brought by NACK and RTX",
                $"{lost} lost, {repaired} repaired, {givenUp} never came",
                givenUp <= Math.Max(0, lost * ResidualLossLimit)));
        }

        return checks;
    }

    private static CheckResult Freezes(CollectedRun run, IReadOnlyList<RegionPairResult> pairs)
    {
        long freezes = pairs.Sum(pair => pair.FreezeCount);
        bool lossy = run.Links is not null && run.Plan.Links.Any(link => link.Loss > LossWithoutFreezes || link.BurstLoss is not null);
        if (!lossy)
        {
            return Check("nothing freezes", "no freeze by the W3C rule", string.Create(CultureInfo.InvariantCulture, $"{freezes}"), freezes == 0);
        }

        double watched = pairs.Sum(pair => pair.Viewers) * ((run.WindowEndNs - run.WindowStartNs) / 1e6);
        double share = watched == 0 ? 0 : pairs.Sum(pair => pair.FreezeTimeMs) / watched;
        return Check(
            "freezes stay rare",
            $"at most {FrozenShareLimit:P0} of the time watched is frozen; links that lose more than {LossWithoutFreezes:P1} lose repairs too",
            $"{freezes} freezes, {share:P2}",
            share <= FrozenShareLimit);
    }

    private static CheckResult Check(string name, string expected, string observed, bool ok) =>
        new() { Name = name, Expected = expected, Observed = observed, Ok = ok };
}

using CdnLab.Measurement.Results;

namespace CdnLab.Reports;

/// <summary>How a verdict is named to a reader.</summary>
public static class VerdictWords
{
    /// <summary>PASS, FAIL, INCONCLUSIVE or INVALID.</summary>
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Pass => "PASS",
        Outcome.Fail => "FAIL",
        Outcome.Inconclusive => "INCONCLUSIVE",
        Outcome.Invalid => "INVALID",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There is no such verdict."),
    };
}

using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>A plan, or everything that must be changed before there is one.</summary>
public sealed class ScenarioLoadResult
{
    internal ScenarioLoadResult(ScenarioPlan? plan, ImmutableArray<ScenarioError> errors)
    {
        Plan = errors.Length == 0 ? plan : null;
        Errors = errors;
    }

    /// <summary>The plan; null when there are errors.</summary>
    public ScenarioPlan? Plan { get; }

    /// <summary>All errors, in the order of the file, those of overrides last.</summary>
    public ImmutableArray<ScenarioError> Errors { get; }

    /// <summary>One error per line; empty when there is a plan.</summary>
    public override string ToString() => string.Join('\n', Errors);
}

using System.Collections.Immutable;

namespace CdnLab.Scenario;

/// <summary>Collects every error of a file, so that a user mends them all at once.</summary>
internal sealed class ErrorList
{
    private readonly List<ScenarioError> _errors = [];

    public int Count => _errors.Count;

    /// <summary>Adds an error. One override that reaches several places is one mistake, so it is told once.</summary>
    public void Add(ScenarioError error)
    {
        if (error.At.IsOverride && _errors.Exists(e => e.At == error.At && e.Problem == error.Problem))
        {
            return;
        }

        _errors.Add(error);
    }

    /// <summary>The errors in the order of the file; those of overrides come last.</summary>
    public ImmutableArray<ScenarioError> ToSorted() =>
        [.. _errors.OrderBy(e => e.At.Line == 0 ? int.MaxValue : e.At.Line).ThenBy(e => e.At.Column)];
}

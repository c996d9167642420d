using CdnLab.Scenario;

namespace CdnLab.Runner.Commands;

/// <summary>Loads scenarios as commands need them, and tells people what is wrong with one.</summary>
internal static class CatalogAccess
{
    /// <summary>Loads a scenario with its overrides; on errors tells all of them and returns null.</summary>
    public static ScenarioPlan? Load(LabPaths paths, string nameOrPath, IReadOnlyList<string> set, string? seed)
    {
        ScenarioOverrides overrides = ScenarioOverrides.From(set, Environment.GetEnvironmentVariable(ScenarioOverrides.Variable));
        if (seed is not null)
        {
            overrides = overrides.With("--seed", "seed", seed);
        }

        ScenarioLoadResult result = new ScenarioCatalog(paths.Scenarios).Load(nameOrPath, overrides);
        foreach (ScenarioError error in result.Errors)
        {
            Console.Error.WriteLine(error);
        }

        return result.Plan;
    }
}

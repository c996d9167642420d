using CdnLab.Scenario;

namespace CdnLab.Runner.Run;

/// <summary>How a scenario is to be run.</summary>
/// <param name="Plan">The scenario, checked.</param>
/// <param name="OutputFolder">Where everything is written.</param>
/// <param name="Hold">Whether the cluster stays up after measuring.</param>
/// <param name="Progress">Told what is being done, in a few words.</param>
internal sealed record RunOptions(ScenarioPlan Plan, string OutputFolder, bool Hold, Action<string> Progress);

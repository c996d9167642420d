using CdnLab.Scenario;

namespace CdnLab.Runner.Commands;

/// <summary><c>cdnlab list</c>: scenarios and link profiles.</summary>
internal static class ListCommand
{
    public static int Invoke(LabPaths paths)
    {
        var catalog = new ScenarioCatalog(paths.Scenarios);
        Console.WriteLine("Scenarios (run-lab -Scenario NAME):");
        foreach (ScenarioCatalogEntry entry in catalog.List())
        {
            Console.WriteLine($"  {entry.Name,-20} {entry.Description}");
        }

        Console.WriteLine();
        Console.WriteLine("Link profiles (one way):");
        LinkProfiles profiles = catalog.LoadProfiles();
        foreach (LinkProfile profile in profiles.All)
        {
            Console.WriteLine($"  {profile.Name,-12} {profile.Delay.TotalMilliseconds,7:0.##} ms  jitter {profile.Jitter.TotalMilliseconds,4:0.##} ms  loss {profile.Loss,8:P2}  {profile.Description}");
        }

        foreach (ScenarioError error in profiles.Errors)
        {
            Console.Error.WriteLine(error);
        }

        return profiles.Errors.IsEmpty ? ExitCodes.Pass : ExitCodes.BadInput;
    }
}

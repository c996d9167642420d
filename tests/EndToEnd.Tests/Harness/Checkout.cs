using CdnLab.Runner;

namespace CdnLab.EndToEnd.Tests.Harness;

/// <summary>Where the programs under test are.</summary>
internal static class Checkout
{
    public static LabPaths Paths { get; } = LabPaths.Find();

    /// <summary>The lab's program, as run-lab.sh starts it.</summary>
    public static string Cdnlab { get; } = Path.Combine(
        Paths.Root, "lab", "Runner", Path.GetRelativePath(Path.Combine(Paths.Root, "tests", "EndToEnd.Tests"), AppContext.BaseDirectory), "cdnlab.dll");

    public static string Read(string file) => File.ReadAllText(Path.Combine(Paths.Root, file));
}

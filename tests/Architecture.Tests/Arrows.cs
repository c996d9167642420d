namespace CdnLab.Architecture.Tests;

/// <summary>Which project may know which. A project that is not listed may know nothing and fails the tests by its name.</summary>
internal static class Arrows
{
    private static readonly string[] Lab =
        ["CdnLab.Core", "CdnLab.Control", "CdnLab.Scenario", "CdnLab.Processes", "CdnLab.Links", "CdnLab.Viewers", "CdnLab.Measurement", "CdnLab.Reports"];

    /// <summary>By project name, without test projects.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        // The node, from the bottom up.
        ["CdnLab.Core"] = [],
        ["CdnLab.Udp"] = ["CdnLab.Core"],
        ["CdnLab.Rtc"] = ["CdnLab.Core"],
        ["CdnLab.Media"] = ["CdnLab.Core"],
        ["CdnLab.Control"] = ["CdnLab.Core"],

        // Media: the router finds the key frame that a new viewer starts on.
        ["CdnLab.Forwarding"] = ["CdnLab.Core", "CdnLab.Rtc", "CdnLab.Media"],
        ["CdnLab.Node"] = ["CdnLab.Core", "CdnLab.Rtc", "CdnLab.Forwarding", "CdnLab.Media", "CdnLab.Control", "CdnLab.Udp"],

        // The lab.
        ["CdnLab.Measurement"] = ["CdnLab.Core"],
        ["CdnLab.Scenario"] = ["CdnLab.Core"],
        ["CdnLab.Processes"] = ["CdnLab.Core"],
        ["CdnLab.Links"] = ["CdnLab.Core", "CdnLab.Udp"],
        ["CdnLab.Viewers"] = ["CdnLab.Core", "CdnLab.Rtc", "CdnLab.Udp", "CdnLab.Media", "CdnLab.Control", "CdnLab.Measurement"],
        ["CdnLab.Reports"] = ["CdnLab.Core", "CdnLab.Measurement"],
        ["CdnLab.Runner"] = Lab,
    };

    /// <summary>Assemblies that do not have their project's name.</summary>
    public static IReadOnlyDictionary<string, string> ProjectOfAssembly { get; } = new Dictionary<string, string>
    {
        ["cdn-node"] = "CdnLab.Node",
        ["cdnlab"] = "CdnLab.Runner",
        ["cdnlab-fabric"] = "CdnLab.Links",
        ["cdnlab-swarm"] = "CdnLab.Viewers",
    };
}

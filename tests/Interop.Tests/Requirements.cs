using CdnLab.Links.Fabric;

namespace CdnLab.Interop.Tests;

/// <summary>What a test needs of the machine; a missing thing is a sentence, and the reason why the test is skipped.</summary>
internal static class Requirements
{
    private static readonly Lazy<string?> FabricObstacle =
        new(() => NetworkNamespaceProbe.CanUseFabric(out string reason) ? null : $"Needs network namespaces and TUN devices. This host has {reason}");

    /// <summary>The browser's program; null when there is none.</summary>
    public static string? Chromium { get; } = Find("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    /// <summary>The program of the Debian package <c>simple-whip-client</c>; null when there is none.</summary>
    public static string? WhipClient { get; } = Find("whip-client");

    /// <summary>A C compiler; null when there is none.</summary>
    public static string? Compiler { get; } = Find("gcc", "cc");

    public static string? ForChromium() => Chromium is null ? "Needs Chromium (Debian package chromium)." : null;

    public static string? ForShapedChromium() => ForChromium() ?? FabricObstacle.Value;

    public static string? ForWhipClient() =>
        WhipClient is null ? "Needs whip-client (Debian package simple-whip-client)."
        : Compiler is null ? "Needs a C compiler: whip-client of Debian 12 does not start without a small library in front of one of its own."
        : ForShapedChromium();

    private static string? Find(params string[] names)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}

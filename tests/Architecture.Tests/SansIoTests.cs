namespace CdnLab.Architecture.Tests;

/// <summary>The cores get time and bytes as arguments: no clock, socket, timer, thread, task, lock or global random is in them.</summary>
public sealed class SansIoTests
{
    private static readonly BannedSymbolList Banned = new(Repository.ReadLines("nodes/BannedSymbols.txt"));

    [Theory]
    [InlineData("CdnLab.Rtc.dll", "CdnLab.Rtc")]
    [InlineData("CdnLab.Forwarding.dll", "CdnLab.Forwarding")]
    [InlineData("cdnlab-fabric.dll", "CdnLab.Links.Netem")]
    public void A_core_names_nothing_of_the_list(string assembly, string inNamespace)
    {
        using var references = new CompiledReferences(Path.Combine(AppContext.BaseDirectory, assembly));
        (string By, string Type, string Member)[] all = [.. references.NamedBy(inNamespace)];
        string[] banned = [.. all.Where(named => Banned.Bans(named.Type, named.Member))
            .Select(named => $"{named.By} names {named.Type} {named.Member}").Distinct()];
        Assert.True(banned.Length == 0, string.Join('\n', banned));
        Assert.True(all.Length > 500, $"only {all.Length} references were read in {assembly}");
    }

    [Fact]
    public void Native_code_is_called_for_DTLS_alone()
    {
        using var rtc = new CompiledReferences(Path.Combine(AppContext.BaseDirectory, "CdnLab.Rtc.dll"));
        Assert.All(rtc.NativeLibraries, library => Assert.Contains(library, (string[])["libssl.so.3", "libcrypto.so.3"]));
        using var forwarding = new CompiledReferences(Path.Combine(AppContext.BaseDirectory, "CdnLab.Forwarding.dll"));
        Assert.Empty(forwarding.NativeLibraries);
    }

    [Fact]
    public void The_build_of_the_cores_reads_the_list()
    {
        foreach (string project in (string[])["nodes/Rtc/CdnLab.Rtc.csproj", "nodes/Forwarding/CdnLab.Forwarding.csproj"])
        {
            string text = Repository.Read(project);
            Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", text, StringComparison.Ordinal);
            Assert.Contains("BannedSymbols.txt", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(nameof(Offender.Clock), "System.Environment", "get_TickCount64")]
    [InlineData(nameof(Offender.Wall), "System.DateTime", "get_UtcNow")]
    [InlineData(nameof(Offender.Identifier), "System.Guid", "NewGuid")]
    [InlineData(nameof(Offender.Chance), "System.Random", "get_Shared")]
    [InlineData(nameof(Offender.Locked), "System.Threading.Monitor", "Enter")]
    [InlineData(nameof(Offender.Soon), "System.Threading.Tasks.Task", "")]
    [InlineData(nameof(Offender.Taken), "System.Threading.Timer", "")]
    [InlineData("Held", "System.Net.Sockets.Socket", "")]
    public void Each_way_of_breaking_the_rule_is_seen(string way, string type, string member)
    {
        using var references = new CompiledReferences(typeof(Offender).Assembly.Location);
        bool seen = references.NamedBy("CdnLab.Architecture.Tests")
            .Any(named => named.By.Contains(nameof(Offender), StringComparison.Ordinal) && named.Type == type && named.Member == member
                && Banned.Bans(named.Type, named.Member));
        Assert.True(seen, $"{way}: {type} {member} was not found or is not in the list of {Banned.Count}");
    }
}

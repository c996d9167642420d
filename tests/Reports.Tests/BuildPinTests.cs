using System.Text.Json;

namespace CdnLab.Reports.Tests;

public sealed class BuildPinTests
{
    [Fact]
    public void Chart_library_is_pinned_by_hash_and_names_no_host()
    {
        string text = File.ReadAllText(Snapshot.RepositoryPath("reports/package-lock.json"));
        using JsonDocument lockFile = JsonDocument.Parse(text);
        foreach (JsonProperty package in lockFile.RootElement.GetProperty("packages").EnumerateObject().Where(p => p.Name.Length > 0))
        {
            Assert.StartsWith("sha512-", package.Value.GetProperty("integrity").GetString(), StringComparison.Ordinal);
            Assert.False(package.Value.TryGetProperty("resolved", out _), $"{package.Name} names the host that it was fetched from.");
        }

        Assert.DoesNotContain("://", text, StringComparison.Ordinal);
    }
}

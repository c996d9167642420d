using Microsoft.Playwright;

namespace CdnLab.Interop.Tests;

/// <summary>An origin, an edge and a browser on this machine, for all tests that need no more.</summary>
[CollectionDefinition(Name)]
public sealed class LoopbackCdn : IAsyncLifetime, ICollectionFixture<LoopbackCdn>
{
    public const string Name = "loopback";

    private InteropRun? _run;

    internal InteropRun Run => _run!;

    internal InteropNode Origin { get; private set; } = null!;

    internal InteropNode Edge { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Requirements.ForChromium() is not null)
        {
            return;
        }

        _run = new InteropRun();
        try
        {
            string origin = InteropRun.NewAddress();
            Task<IBrowser> browser = Run.StartBrowserAsync();
            Origin = await Run.StartNodeAsync("o-eu1", origin, "eu", null, "--cdn-role", "origin");
            Edge = await Run.StartNodeAsync("e-us1", InteropRun.NewAddress(), "us", null, "--cdn-role", "edge", "--cdn-point-of-entry", origin);
            Browser = await browser;
            await Edge.WaitForPeerAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        if (_run is not null)
        {
            await _run.DisposeAsync();
        }
    }
}

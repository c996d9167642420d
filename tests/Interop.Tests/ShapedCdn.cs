using System.Diagnostics;
using CdnLab.Links.Fabric;
using CdnLab.Links.Netem;
using Microsoft.Playwright;

namespace CdnLab.Interop.Tests;

/// <summary>An origin in the region <c>eu</c> and an edge in the region <c>us</c>, an ocean between them.</summary>
internal sealed class ShapedCdn : IAsyncDisposable
{
    private const string EuNode = "10.91.0.1";
    private const string UsNode = "10.92.0.1";

    private readonly FabricClient _links;

    private ShapedCdn(InteropRun run, FabricClient links)
    {
        Run = run;
        _links = links;
    }

    public InteropRun Run { get; }

    public InteropNode Origin { get; private set; } = null!;

    public InteropNode Edge { get; private set; } = null!;

    /// <summary>The namespaces of the regions, as paths.</summary>
    public string Eu { get; private set; } = "";

    public string Us { get; private set; } = "";

    public static async Task<ShapedCdn> StartAsync(LinkProfile profile)
    {
        var run = new InteropRun();
        try
        {
            Fabric fabric = Fabric.Start(
                new FabricPlan(
                    [new FabricRegion("eu", "10.91.0.0/16", [$"{EuNode}/32"]), new FabricRegion("us", "10.92.0.0/16", [$"{UsNode}/32"])],
                    [new FabricLink("eu", "us", profile, profile)],
                    Seed: 7),
                run.Folder);
            run.Own(fabric);
            var cdn = new ShapedCdn(run, fabric.Client);
            FabricEvent.Ready ready = await fabric.Client.WaitReadyAsync(Fabric.Deadline);
            (cdn.Eu, cdn.Us) = (ready.Namespaces["eu"], ready.Namespaces["us"]);
            await AddToDeviceAsync(cdn.Eu, EuNode);
            await AddToDeviceAsync(cdn.Us, UsNode);
            cdn.Origin = await run.StartNodeAsync("o-eu1", EuNode, "eu", cdn.Eu, "--cdn-role", "origin");
            cdn.Edge = await run.StartNodeAsync("e-us1", UsNode, "us", cdn.Us, "--cdn-role", "edge", "--cdn-point-of-entry", EuNode);
            await cdn.Edge.WaitForPeerAsync();
            return cdn;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public Task<IBrowser> StartBrowserAsync(string namespacePath) => Run.StartBrowserAsync(namespacePath);

    /// <summary>The truth about the link from <c>eu</c> to <c>us</c>.</summary>
    public async Task<LinkDirectionTruth> ReadLinkAsync() =>
        (await _links.SnapshotAsync(Fabric.Deadline)).Links.Single(static link => link is { From: "eu", To: "us" });

    public ValueTask DisposeAsync() => Run.DisposeAsync();

    // A region has its addresses on lo, where browsers and libnice look for no candidates; libnice also binds its socket to the
    // candidate's device and from there reaches no address that only lo has. So the node's address is put on both.
    private static async Task AddToDeviceAsync(string namespacePath, string address)
    {
        using Process ip = Process.Start("nsenter", [$"--net={namespacePath}", "ip", "address", "add", $"{address}/32", "dev", "fabric0"]);
        await ip.WaitForExitAsync(Fabric.Deadline);
        Assert.True(ip.ExitCode == 0, $"ip did not put {address} on the region's device");
    }
}

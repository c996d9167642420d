using CdnLab.Links.Fabric;
using CdnLab.Links.Netem;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace CdnLab.Interop.Tests;

/// <summary>A browser in Europe publishes, a browser in America plays, over nodes and a link that delays and loses.</summary>
public sealed class ShapedLinkTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(47.5);

    // Ten times what fra-iad loses, so that there is something to repair within seconds.
    private static readonly LinkProfile Ocean = new() { Delay = Delay, Jitter = TimeSpan.FromMilliseconds(2), Loss = 0.005 };

    [ShapedChromiumFact]
    public async Task A_browser_plays_across_the_ocean_what_another_publishes_and_nothing_stays_lost()
    {
        string folder;
        await using (ShapedCdn cdn = await ShapedCdn.StartAsync(Ocean))
        {
            folder = cdn.Run.Folder;
            IBrowser european = await cdn.StartBrowserAsync(cdn.Eu);
            IBrowser american = await cdn.StartBrowserAsync(cdn.Us);
            NodePage publisher = await cdn.Origin.OpenAsync(european);
            NodePage player = await cdn.Edge.OpenAsync(american);
            await publisher.PublishAsync("interop-ocean");
            await player.PlayAsync("interop-ocean");
            await Playing.WaitForPictureAndSoundAsync(player, frames: 30);

            // 1. Nearly every picture arrives, while the link goes on losing packets.
            (RtcReport sentBefore, RtcReport playedBefore) = (await publisher.ReadAsync(), await player.ReadAsync());
            double needed = sentBefore.OutboundVideo["framesEncoded"] + 150;
            RtcReport sent = await Waiting.UntilAsync(
                "pictures of the publisher", publisher.ReadAsync, report => report.OutboundVideo["framesEncoded"] >= needed ? null : $"{needed} pictures", TimeSpan.FromSeconds(30));
            RtcReport played = await player.ReadAsync();
            double encoded = sent.OutboundVideo["framesEncoded"] - sentBefore.OutboundVideo["framesEncoded"];
            double decoded = played.InboundVideo["framesDecoded"] - playedBefore.InboundVideo["framesDecoded"];
            Assert.True(decoded >= 0.95 * encoded, $"{encoded} pictures sent, {decoded} decoded.\n{sent}\n{played}");

            // 2. All that was lost has come again: between the nodes by RTX, before the player needed to care.
            await Playing.WaitForNoLossAsync(player);
            LinkDirectionTruth link = await cdn.ReadLinkAsync();
            NodeReading edge = await cdn.Edge.ReadAsync();
            Assert.True(link.LossPackets > 0, $"the link has lost nothing of {link.OfferedPackets} packets");
            Assert.True(edge["nacks_sent"] > 0 && edge["rtx_received"] > 0, $"the link has lost {link.LossPackets} packets, but the edge: {edge}");
            Assert.Equal(0, played.InboundVideo["pliCount"]);

            // 3. Round trips of each browser stay in its region; the picture is older than the link's delay, and not by much.
            Assert.InRange(sent.Pair["currentRoundTripTime"], 0, Delay.TotalSeconds);
            Assert.InRange(played.Pair["currentRoundTripTime"], 0, Delay.TotalSeconds);
            double age = await player.MeasurePictureAgeAsync();
            Assert.True(age >= Delay.TotalMilliseconds && age <= 500, $"the shown picture is {age} ms old (-1: its clock cannot be read).\n{played}");

            output.WriteLine(
                $"{encoded} pictures sent, {decoded} decoded; lost on the link {link.LossPackets} of {link.OfferedPackets}, asked for by the edge {edge["nacks_sent"]}, "
                + $"come again {edge["rtx_received"]}; picture {age} ms old; video jitter buffer {1000 * played.InboundVideo.Ratio("jitterBufferDelay", "jitterBufferEmittedCount"):0} ms, "
                + $"audio {1000 * played.InboundAudio.Ratio("jitterBufferDelay", "jitterBufferEmittedCount"):0} ms; {1e-3 * sent.OutboundVideo["targetBitrate"]:0} kbit/s wanted, "
                + $"{1e-3 * sent.Pair["availableOutgoingBitrate"]:0} kbit/s available");
            await player.StopAsync();
            await publisher.StopAsync();
            await cdn.Origin.WaitForSessionsAsync();
            await cdn.Edge.WaitForSessionsAsync();
        }

        // 4. Processes, namespaces and browser profiles are gone.
        Assert.Empty(InteropRun.FindProcesses(folder));
        Assert.False(Directory.Exists(folder), $"{folder} is left");
    }
}

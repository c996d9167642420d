using System.Text.Json;

namespace CdnLab.Interop.Tests;

/// <summary>A browser publishes to an origin and plays from an edge, all on this machine.</summary>
[Collection(LoopbackCdn.Name)]
public sealed class LoopbackTests(LoopbackCdn cdn)
{
    [ChromiumTheory]
    [InlineData("VP8")]
    [InlineData("H264")]
    public async Task A_browser_publishes_to_an_origin_and_plays_from_an_edge(string codec)
    {
        string mime = $"video/{codec}";
        string stream = $"interop-{codec}";
        NodePage publisher = await cdn.Origin.OpenAsync(cdn.Browser, mime);
        NodePage player = await cdn.Edge.OpenAsync(cdn.Browser);
        if (!await publisher.CanEncodeAsync(mime))
        {
            // Builds of the browser without this encoder: what it offers first is taken, and the rest holds all the same.
            mime = "video/VP8";
        }

        await publisher.PublishAsync(stream);
        await player.PlayAsync(stream);
        RtcReport played = await Playing.WaitForPictureAndSoundAsync(player, frames: 90);

        // 1. What came is what was sent, in the size it was sent in.
        RtcReport published = await publisher.ReadAsync();
        Assert.Equal((mime, mime), (published.CodecOf(published.OutboundVideo), played.CodecOf(played.InboundVideo)));
        Assert.Equal("audio/opus", played.CodecOf(played.InboundAudio));
        Assert.Equal("SRTP_AEAD_AES_128_GCM", played.Transport.Text("srtpCipher"));
        Assert.Equal((640, 360), (played.InboundVideo["frameWidth"], played.InboundVideo["frameHeight"]));
        await Playing.WaitForNoLossAsync(player);

        // 2. A key frame begins the stream; others come only when somebody asks.
        Assert.True(published.OutboundVideo["keyFramesEncoded"] <= 1 + published.OutboundVideo["pliCount"], $"{published}");

        // 3. The estimate of the bandwidth lives on the node's transport feedback: from 300 kbit/s it is soon past what is needed.
        await Waiting.UntilAsync(
            "bandwidth estimate of the publisher",
            publisher.ReadAsync,
            report => report.Pair["availableOutgoingBitrate"] >= 1_000_000 ? null : "1 Mbit/s available",
            TimeSpan.FromSeconds(10));

        // 4. What the page tells people.
        RtcEntry panel = await Waiting.UntilAsync(
            "statistics of the page", () => player.ReadPanelAsync("play"), entry => entry["frames"] > 0 && entry["videoKbps"] > 0 ? null : "frames and a bitrate", TimeSpan.FromSeconds(5));
        Assert.Equal(("us", "e-us1 (edge)", "640x360"), (panel.Text("region"), panel.Text("node"), panel.Text("resolution")));
        Assert.Equal("640x360", await player.TextAsync("#play-stats [data-stat=resolution]"));
        Assert.Equal("us", await player.TextAsync("#play-stats [data-stat=region]"));
        Assert.Equal($"Publishing {stream}", await publisher.TextAsync("#publish-state"));

        // 5. The end of one and of the other.
        await cdn.Origin.WaitForSessionsAsync(publishers: 1, downstream: 1);
        await cdn.Edge.WaitForSessionsAsync(viewers: 1, upstream: 1);
        await player.StopAsync();
        await cdn.Edge.WaitForSessionsAsync(upstream: 1);
        await publisher.StopAsync();
        await cdn.Origin.WaitForSessionsAsync();
        await cdn.Edge.WaitForSessionsAsync();
    }

    [ChromiumFact]
    public async Task A_player_sees_the_publisher_stop_and_comes_back_with_it()
    {
        NodePage publisher = await cdn.Origin.OpenAsync(cdn.Browser);
        NodePage player = await cdn.Edge.OpenAsync(cdn.Browser);
        await publisher.PublishAsync("interop-again");
        await player.PlayAsync("interop-again");
        await publisher.StopAsync();
        await Waiting.UntilAsync("state of the player", () => player.TextAsync("#play-state"), static text => text == "Stopped by the node" ? null : "Stopped by the node", TimeSpan.FromSeconds(5));

        Task playing = player.PlayAsync("interop-again");
        await Waiting.UntilAsync("state of the player", () => player.TextAsync("#play-state"), static text => text.Contains("Trying again", StringComparison.Ordinal) ? null : "Trying again", TimeSpan.FromSeconds(5));
        await publisher.PublishAsync("interop-again");
        await playing;
        await Playing.WaitForPictureAndSoundAsync(player, frames: 10);
        await player.StopAsync();
        await publisher.StopAsync();
        await cdn.Edge.WaitForSessionsAsync();
    }

    [ChromiumFact]
    public async Task Ice_restarts_by_patch_and_no_packet_is_lost()
    {
        NodePage publisher = await cdn.Origin.OpenAsync(cdn.Browser);
        NodePage player = await cdn.Edge.OpenAsync(cdn.Browser);
        await publisher.PublishAsync("interop-restart");
        await player.PlayAsync("interop-restart");
        RtcReport before = await Playing.WaitForPictureAndSoundAsync(player, frames: 15);
        NodeReading counted = await cdn.Origin.ReadAsync();

        JsonElement result = await publisher.EvaluateAsync("""
            async () => {
              const connection = connections.at(-1);
              const line = (text, name) => new RegExp(`^a=${name}:(.*)$`, "m").exec(text)[1].trim();
              const patch = (tag, sdp, ...more) => fetch(session.location, {
                method: "PATCH",
                headers: { "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": tag },
                body: [`a=ice-ufrag:${line(sdp, "ice-ufrag")}`, `a=ice-pwd:${line(sdp, "ice-pwd")}`, "m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=mid:0", ...more, ""].join("\r\n"),
              });
              const trickled = await patch(session.etag, connection.localDescription.sdp, "a=candidate:1 1 udp 2122260223 127.0.0.1 9 typ host", "a=end-of-candidates");
              const stale = await patch('"another"', connection.localDescription.sdp);

              connection.restartIce();
              await connection.setLocalDescription(await connection.createOffer());
              const restarted = await patch("*", connection.localDescription.sdp);
              const fragment = await restarted.text();
              const renew = (sdp, name) => sdp.replace(new RegExp(`^a=${name}:.*$`, "gm"), `a=${name}:${line(fragment, name)}`);
              await connection.setRemoteDescription({ type: "answer", sdp: renew(renew(connection.remoteDescription.sdp, "ice-ufrag"), "ice-pwd") });
              return {
                trickled: trickled.status, stale: stale.status, restarted: restarted.status,
                newTag: restarted.headers.get("ETag") !== session.etag, fragment: line(connection.localDescription.sdp, "ice-ufrag"),
              };
            }
            """);
        Assert.Equal((204, 412, 200), (result.GetProperty("trickled").GetInt32(), result.GetProperty("stale").GetInt32(), result.GetProperty("restarted").GetInt32()));
        Assert.True(result.GetProperty("newTag").GetBoolean(), "the ETag is that of before the restart");
        await Waiting.UntilAsync(
            "pair of the restarted session",
            publisher.ReadAsync,
            report => report.Transport["selectedCandidatePairChanges"] >= 2 && report.Transport.Text("iceLocalUsernameFragment") == result.GetProperty("fragment").GetString()
                ? null : "a second pair under the new user fragment",
            TimeSpan.FromSeconds(5));
        await Playing.WaitForPictureAndSoundAsync(player, frames: before.InboundVideo["framesDecoded"] + 30);
        NodeReading after = await cdn.Origin.ReadAsync();
        Assert.Equal(
            (counted["stray_datagrams"], counted["nacks_sent"], counted["nacks_received"]),
            (after["stray_datagrams"], after["nacks_sent"], after["nacks_received"]));
        await player.StopAsync();
        await publisher.StopAsync();
        await cdn.Edge.WaitForSessionsAsync();
    }
}

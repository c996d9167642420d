using System.Diagnostics;
using CdnLab.Links.Netem;
using CdnLab.Processes;

namespace CdnLab.Interop.Tests;

/// <summary>A publisher that is neither ours nor a browser: simple-whip-client, with the WebRTC of GStreamer and libnice.</summary>
public sealed class WhipClientTests
{
    private const string Video =
        "videotestsrc is-live=true pattern=ball ! video/x-raw,width=640,height=360,framerate=30/1 ! videoconvert ! queue ! "
        + "vp8enc deadline=1 keyframe-max-dist=60 ! rtpvp8pay pt=96 ssrc=2 ! queue ! application/x-rtp,media=video,encoding-name=VP8,payload=96";

    private const string Audio =
        "audiotestsrc is-live=true wave=sine ! audioconvert ! audioresample ! queue ! "
        + "opusenc ! rtpopuspay pt=100 ssrc=1 ! queue ! application/x-rtp,media=audio,encoding-name=OPUS,payload=100";

    [WhipClientFact]
    public async Task Simple_whip_client_publishes_and_a_browser_plays_from_another_region()
    {
        await using ShapedCdn cdn = await ShapedCdn.StartAsync(new LinkProfile { Delay = TimeSpan.FromMilliseconds(20) });
        NodePage player = await cdn.Edge.OpenAsync(await cdn.StartBrowserAsync(cdn.Us));
        ChildProcess client = await cdn.Run.Processes.StartAsync(new ChildStart
        {
            Name = "whip-client",
            Executable = Requirements.WhipClient!,
            Arguments = ["-u", new Uri(cdn.Origin.Page, "whip/interop-gst").AbsoluteUri, "-o", "-A", Audio, "-V", Video],
            Environment = new Dictionary<string, string?>
            {
                ["LD_LIBRARY_PATH"] = await MakeLibraryAsync(cdn.Run.Folder),
                ["GST_REGISTRY"] = Path.Combine(cdn.Run.Folder, "gstreamer.registry"),
                ["http_proxy"] = null,
            },
            LogPath = cdn.Run.Processes.LogPathOf("whip-client"),
            Namespace = new NamespaceEntry(cdn.Eu),
        });
        string Log() => string.Join('\n', client.LastLines);
        await cdn.Origin.WaitForSessionsAsync(publishers: 1, limit: TimeSpan.FromSeconds(20));
        await player.PlayAsync("interop-gst");
        RtcReport played = await Playing.WaitForPictureAndSoundAsync(player, frames: 60);
        Assert.Equal(("video/VP8", "audio/opus"), (played.CodecOf(played.InboundVideo), played.CodecOf(played.InboundAudio)));
        await Playing.WaitForNoLossAsync(player);

        // Ctrl-C: it says DELETE.
        using (Process kill = Process.Start("kill", ["-INT", $"{client.Pid}"]))
        {
            await kill.WaitForExitAsync();
        }

        await cdn.Origin.WaitForSessionsAsync();
        await cdn.Edge.WaitForSessionsAsync();
        Assert.True(Log().Contains("Bye", StringComparison.Ordinal), Log());
    }

    // In Debian 12 the client is linked with libsoup 2 and, by way of libnice and libgupnp-igd, loads libsoup 3, which then ends
    // the process. Port mapping at a home router is all that libnice wants of libgupnp-igd; this one knows of no router.
    private static async Task<string> MakeLibraryAsync(string folder)
    {
        string target = Directory.CreateDirectory(Path.Combine(folder, "lib")).FullName;
        string source = Path.Combine(target, "igd.c");
        await File.WriteAllTextAsync(source, """
            unsigned long gupnp_simple_igd_get_type(void) { return 80; }
            void *gupnp_simple_igd_thread_new(void) { return 0; }
            void gupnp_simple_igd_add_port(void) {}
            void gupnp_simple_igd_remove_port_local(void) {}
            """);
        const string name = "libgupnp-igd-1.0.so.4";
        using Process compiler = Process.Start(
            Requirements.Compiler!, ["-shared", "-fPIC", "-nostdlib", $"-Wl,-soname,{name}", "-o", Path.Combine(target, name), source]);
        await compiler.WaitForExitAsync();
        Assert.Equal(0, compiler.ExitCode);
        return target;
    }
}

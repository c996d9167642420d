using System.Text.Json;
using Microsoft.Playwright;

namespace CdnLab.Interop.Tests;

/// <summary>The page of a node in a browser, driven through its <c>cdnlab</c> object.</summary>
internal sealed class NodePage
{
    // Keeps the connections that the page makes, what its WHIP or WHEP session is called, and puts a codec first.
    private const string Preparation = """
        window.connections = [];
        window.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(...options) { super(...options); window.connections.push(this); }
          addTransceiver(track, options) {
            const transceiver = super.addTransceiver(track, options);
            if (window.preferredCodec && (track.kind ?? track) === "video") {
              const all = RTCRtpSender.getCapabilities("video").codecs;
              const wanted = (codec) => codec.mimeType === window.preferredCodec;
              transceiver.setCodecPreferences([...all.filter(wanted), ...all.filter((codec) => !wanted(codec))]);
            }
            return transceiver;
          }
        };
        const fetching = window.fetch;
        window.fetch = async (url, options) => {
          const response = await fetching(url, options);
          if (options?.method === "POST" && response.status === 201) {
            window.session = { location: new URL(response.headers.get("Location"), response.url).href, etag: response.headers.get("ETag") };
          }
          return response;
        };
        window.report = async () => [...(await window.connections.at(-1).getStats()).values()];
        """;

    private readonly IPage _page;
    private readonly List<string> _errors = [];

    private NodePage(IPage page)
    {
        _page = page;
        page.PageError += (_, error) => _errors.Add(error);
        page.SetDefaultTimeout(20_000);
    }

    public static async Task<NodePage> OpenAsync(IBrowser browser, Uri url, string? codec)
    {
        IBrowserContext context = await browser.NewContextAsync();
        IPage page = await context.NewPageAsync();
        await page.AddInitScriptAsync($"window.preferredCodec = {JsonSerializer.Serialize(codec)};\n{Preparation}");
        var result = new NodePage(page);
        await page.GotoAsync(url.AbsoluteUri);
        return result;
    }

    /// <summary>Whether the browser can encode a codec.</summary>
    public Task<bool> CanEncodeAsync(string mime) =>
        _page.EvaluateAsync<bool>("mime => RTCRtpSender.getCapabilities('video').codecs.some(codec => codec.mimeType === mime)", mime);

    /// <summary>Publishes the test picture; returns when media can flow.</summary>
    public Task PublishAsync(string stream) => RunAsync("cdnlab.publish(stream, 'test')", stream);

    /// <summary>Plays a stream with sound; returns when media can flow.</summary>
    public async Task PlayAsync(string stream)
    {
        await RunAsync("cdnlab.play(stream)", stream);
        await _page.ClickAsync("#play-unmute");
    }

    /// <summary>Stops both panels as their buttons do, and sees that the page took no harm.</summary>
    public async Task StopAsync()
    {
        await _page.EvaluateAsync("() => cdnlab.stop()");
        Assert.Equal("Stopped", await TextAsync("#publish-state"));
        Assert.Empty(_errors);
    }

    /// <summary>What the latest connection's <c>getStats()</c> says.</summary>
    public async Task<RtcReport> ReadAsync() => new(await EvaluateAsync("() => window.report()"));

    /// <summary>The numbers behind one of the page's lists.</summary>
    /// <param name="panel"><c>publish</c> or <c>play</c>.</param>
    public async Task<RtcEntry> ReadPanelAsync(string panel) => new(await EvaluateAsync("panel => cdnlab.stats[panel]", panel));

    public Task<string> TextAsync(string selector) => _page.InnerTextAsync(selector);

    /// <summary>Runs a function of JavaScript and returns its result.</summary>
    public async Task<JsonElement> EvaluateAsync(string function, object? argument = null)
    {
        string json = await _page.EvaluateAsync<string>($"async (argument) => JSON.stringify(await ({function})(argument) ?? null)", argument);
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>
    /// How old the shown picture is, in milliseconds, by the clock that the test picture has as blocks along its bottom edge;
    /// the median of a second.
    /// </summary>
    public Task<double> MeasurePictureAgeAsync() => _page.EvaluateAsync<double>("""
        async () => {
          const video = document.getElementById("play-video");
          const canvas = new OffscreenCanvas(640, 40);
          const paint = canvas.getContext("2d", { willReadFrequently: true });
          const ages = [];
          while (ages.length < 30) {
            await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
            const now = Date.now();
            paint.drawImage(video, 0, 320, 640, 40, 0, 0, 640, 40);
            const isWhite = (block) => paint.getImageData(block * 40 + 20, 20, 1, 1).data[0] > 127;
            let value = 0, ones = 0;
            for (let bit = 0; bit < 12; bit++) {
              if (isWhite(13 - bit)) { value |= 1 << bit; ones++; }
            }
            const age = (now - value + 8192) % 4096;
            ages.push(isWhite(0) && isWhite(14) === (ones % 2 === 1) ? age : NaN);
          }
          return ages.filter(Number.isFinite).sort((a, b) => a - b)[15] ?? -1;
        }
        """);

    private async Task RunAsync(string call, string stream)
    {
        try
        {
            await _page.EvaluateAsync($"stream => Promise.race([{call}, new Promise((_, reject) => setTimeout(reject, 20000, new Error('not connected after 20 s')))])", stream);
        }
        catch (PlaywrightException error)
        {
            JsonElement report = await EvaluateAsync("() => window.connections.length > 0 ? window.report() : []");
            Assert.Fail($"{call} of {stream}: {error.Message}. {await TextAsync("#publish-state")} | {await TextAsync("#play-state")}. {new RtcReport(report)}");
        }
    }
}
